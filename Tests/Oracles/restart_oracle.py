"""What must survive a restart of the cloud: run with `before`, restart the cloud, run with `after`."""

import json
import sys

from azure.iot.device import IoTHubDeviceClient
from azure.iot.hub.models import Twin, TwinProperties
from azure.storage.blob import BlobServiceClient

from oracle import case, eventually, main, service_request

DATA = bytes(range(256)) * 300
DESIRED = {"Files": [{"FileName": "x", "Signature": "AA"}], "CodeVersion": 3, "text": "é\"\\"}


def container(cloud):
    credential = {"account_name": cloud.account, "account_key": cloud.account_key}
    return BlobServiceClient(cloud.blob_url, credential=credential, retry_total=0).get_container_client("kept")


def client_for(cloud, connection_string):
    return IoTHubDeviceClient.create_from_connection_string(
        connection_string, server_verification_cert=cloud.authority_pem, connection_retry=False
    )


def before(cloud):
    client = client_for(cloud, cloud.create_device("kept"))
    client.connect()
    client.patch_twin_reported_properties({"CodeRunning": True})
    client.shutdown()
    cloud.registry().update_twin("kept", Twin(tags={"t": [1, None]}, properties=TwinProperties(desired=DESIRED)), "*")
    service_request(cloud, "POST", "/edgeota/devices/kept/messages/deviceBound", {"body": "waits"})
    store = container(cloud)
    store.create_container()
    store.upload_blob("dir/a b.pe", DATA, metadata={"k": "v"})
    store.upload_blob("gone", b"x")
    store.delete_blob("gone")
    store.get_blob_client("uncommitted").stage_block("b1", b"one")


def after(cloud):
    twin = cloud.registry().get_twin("kept")
    desired = {key: value for key, value in twin.properties.desired.items() if not key.startswith("$")}
    assert desired == DESIRED and twin.properties.desired["$version"] == 2 and twin.tags == {"t": [1, None]}
    assert twin.properties.reported["CodeRunning"] is True and twin.connection_state == "Disconnected"
    key = cloud.registry().get_device("kept").authentication.symmetric_key.primary_key
    client = client_for(cloud, f"HostName={cloud.hub_host};DeviceId=kept;SharedAccessKey={key}")
    messages = []
    client.on_message_received = messages.append
    client.connect()
    eventually(lambda: [message.data for message in messages] == [b"waits"])
    client.shutdown()
    store = container(cloud)
    assert [blob.name for blob in store.list_blobs()] == ["dir/a b.pe"]
    download = store.download_blob("dir/a b.pe")
    assert download.readall() == DATA and download.properties.metadata == {"k": "v"}


case({"before": before, "after": after}[sys.argv[2]])
main()
