"""azure-iot-device, Microsoft's device SDK, against the local hub. It connects to port 8883 only."""

import threading

from azure.iot.device import IoTHubDeviceClient, Message, MethodResponse, exceptions
from azure.iot.hub.models import CloudToDeviceMethod, Twin, TwinProperties

from oracle import case, eventually, main, refused, service_request


def client_for(cloud, connection_string):
    return IoTHubDeviceClient.create_from_connection_string(
        connection_string, server_verification_cert=cloud.authority_pem, connection_retry=False
    )


def connected(cloud, name):
    client = client_for(cloud, cloud.create_device(name))
    client.connect()
    return client


@case
def connects_and_shows_as_connected(cloud):
    client = connected(cloud, "sdk-connect")
    assert cloud.registry().get_twin("sdk-connect").connection_state == "Connected"
    client.shutdown()
    eventually(lambda: cloud.registry().get_twin("sdk-connect").connection_state == "Disconnected")


@case
def wrong_key_is_refused(cloud):
    good = cloud.create_device("sdk-wrong")
    bad = good[: good.index("SharedAccessKey=")] + "SharedAccessKey=" + "A" * 43 + "="
    client = client_for(cloud, bad)
    refused(exceptions.CredentialError, client.connect)
    client.shutdown()


@case
def secondary_key_connects(cloud):
    cloud.create_device("sdk-second")
    key = cloud.registry().get_device("sdk-second").authentication.symmetric_key.secondary_key
    client = client_for(cloud, f"HostName={cloud.hub_host};DeviceId=sdk-second;SharedAccessKey={key}")
    client.connect()
    client.shutdown()


@case
def unknown_device_is_refused(cloud):
    client = client_for(cloud, cloud.create_device("sdk-known").replace("sdk-known", "sdk-unknown"))
    refused(exceptions.CredentialError, client.connect)
    client.shutdown()


@case
def twin_is_read_and_reported(cloud):
    client = connected(cloud, "sdk-twin")
    twin = client.get_twin()
    assert twin == {"desired": {"$version": 1}, "reported": {"$version": 1}}, twin
    client.patch_twin_reported_properties({"battery": {"level": 81}, "gone": 1})
    client.patch_twin_reported_properties({"gone": None, "list": [1, 2]})
    reported = cloud.registry().get_twin("sdk-twin").properties.reported
    assert reported["battery"] == {"level": 81} and reported["list"] == [1, 2]
    assert "gone" not in reported and reported["$version"] == 3
    assert "$lastUpdated" in reported["$metadata"]["battery"]["level"]
    client.shutdown()


@case
def bad_reported_patch_is_refused_whole(cloud):
    client = connected(cloud, "sdk-bad")
    refused(Exception, lambda: client.patch_twin_reported_properties({"good": 1, "Code Running": 2}))
    assert "good" not in client.get_twin()["reported"]
    client.shutdown()


@case
def desired_patch_arrives(cloud):
    client = connected(cloud, "sdk-desired")
    patches = []
    client.on_twin_desired_properties_patch_received = patches.append
    client.get_twin()
    registry = cloud.registry()
    registry.update_twin("sdk-desired", Twin(properties=TwinProperties(desired={"UpdateTime": 1000})), "*")
    eventually(lambda: patches == [{"UpdateTime": 1000, "$version": 2}])
    client.shutdown()


@case
def direct_method_is_answered(cloud):
    client = connected(cloud, "sdk-method")

    def answer(request):
        client.send_method_response(
            MethodResponse.create_from_method_request(request, 207, {"got": request.payload, "name": request.name})
        )

    client.on_method_request_received = answer
    client.get_twin()
    result = cloud.registry().invoke_device_method(
        "sdk-method", CloudToDeviceMethod(method_name="GetCount", payload={"a": [1]}, response_timeout_in_seconds=10)
    )
    assert result.status == 207 and result.payload == {"got": {"a": [1]}, "name": "GetCount"}, result
    client.shutdown()


@case
def telemetry_arrives_with_properties(cloud):
    client = connected(cloud, "sdk-telemetry")
    start = service_request(cloud, "GET", "/edgeota/telemetry?api-version=1")["next"]
    message = Message('{"Counts":1}')
    message.message_id = "id/1 &x"
    message.content_type = "application/json"
    message.content_encoding = "utf-8"
    message.custom_properties["a b"] = "c+d/é"
    client.send_message(message)
    client.send_message(b"\xff\x00")
    answer = service_request(cloud, "GET", f"/edgeota/telemetry?after={start}&device=sdk-telemetry&timeout=5")
    first, second = answer["messages"]
    assert first["body"] == '{"Counts":1}' and first["deviceId"] == "sdk-telemetry"
    assert first["properties"]["$.mid"] == "id/1 &x" and first["properties"]["$.ct"] == "application/json"
    assert first["properties"]["a b"] == "c+d/é"
    assert second["bodyBase64"] == "/wA="
    client.shutdown()


@case
def cloud_messages_wait_for_the_device(cloud):
    connection_string = cloud.create_device("sdk-c2d")
    path = "/edgeota/devices/sdk-c2d/messages/deviceBound"
    service_request(cloud, "POST", path, {"body": "waits", "properties": {"k": "v w"}})
    client = client_for(cloud, connection_string)
    messages = []
    client.on_message_received = messages.append
    client.connect()
    eventually(lambda: len(messages) == 1)
    service_request(cloud, "POST", path, {"bodyBase64": "AP8="})
    eventually(lambda: len(messages) == 2)
    assert messages[0].data == b"waits" and messages[0].custom_properties == {"k": "v w"}
    assert messages[1].data == b"\x00\xff"
    client.shutdown()


@case
def newer_connection_replaces_older(cloud):
    connection_string = cloud.create_device("sdk-twice")
    first, second = client_for(cloud, connection_string), client_for(cloud, connection_string)
    dropped = threading.Event()
    first.on_connection_state_change = lambda: first.connected or dropped.set()
    first.connect()
    second.connect()
    assert dropped.wait(5)
    assert second.get_twin()["desired"] == {"$version": 1}
    assert cloud.registry().get_twin("sdk-twice").connection_state == "Connected"
    first.shutdown()
    second.shutdown()


@case
def disabled_device_is_dropped_and_refused(cloud):
    connection_string = cloud.create_device("sdk-disabled")
    client = client_for(cloud, connection_string)
    dropped = threading.Event()
    client.on_connection_state_change = lambda: client.connected or dropped.set()
    client.connect()
    registry = cloud.registry()
    device = registry.get_device("sdk-disabled")
    keys = device.authentication.symmetric_key
    registry.update_device_with_sas("sdk-disabled", device.etag, keys.primary_key, keys.secondary_key, "disabled")
    assert dropped.wait(5)
    refused(exceptions.CredentialError, client.connect)
    client.shutdown()


main()
