"""Plain MQTT clients against the local hub: mosquitto_sub and mosquitto_pub, and paho where a client has to misbehave.

What the hub refuses shows as a closed connection, for MQTT 3.1.1 has no error answers.
"""

import base64
import hashlib
import hmac
import json
import subprocess
import threading
import time
import urllib.parse

import paho.mqtt.client as mqtt
from azure.iot.hub.models import Twin, TwinProperties

from oracle import case, eventually, main, service_request

USER = "{host}/{device}/?api-version=2021-04-12"


def password(cloud, connection_string, seconds=3600, resource=None):
    parts = dict(item.split("=", 1) for item in connection_string.split(";"))
    resource = resource or f"{cloud.hub_host}/devices/{parts['DeviceId']}"
    encoded = urllib.parse.quote(resource, safe="")
    expiry = int(time.time() + seconds)
    key = base64.b64decode(parts["SharedAccessKey"])
    digest = hmac.new(key, f"{encoded}\n{expiry}".encode(), hashlib.sha256).digest()
    signature = urllib.parse.quote(base64.b64encode(digest).decode(), safe="")
    # The order of the fields is free (H-40).
    return f"SharedAccessSignature se={expiry}&sr={encoded}&sig={signature}"


class Client:
    """A paho client that remembers what happened to it."""

    def __init__(
        self, cloud, device, password, user=None, client_id=None, clean=True, version=mqtt.MQTTv311, will=None
    ):
        options = {} if version == mqtt.MQTTv5 else {"clean_session": clean}
        self.messages = []
        self.subacks = []
        self.answer = None
        self.closed = threading.Event()
        self.paho = mqtt.Client(client_id or device, protocol=version, **options)
        self.paho.tls_set(cloud.authority)
        self.paho.username_pw_set(user or USER.format(host=cloud.hub_host, device=device), password)
        self.paho.on_connect = lambda client, data, flags, code, *more: setattr(self, "answer", code)
        self.paho.on_disconnect = self.ended
        self.paho.on_message = lambda client, data, message: self.messages.append((message.topic, message.payload))
        self.paho.on_subscribe = lambda client, data, mid, granted, *more: self.subacks.append(list(granted))
        if will:
            self.paho.will_set(*will)
        self.paho.connect(cloud.hub_host, cloud.mqtt_port)
        self.paho.loop_start()
        eventually(lambda: self.answer is not None)

    def ended(self, *arguments):
        self.closed.set()
        # Told to disconnect, paho does not wait a second to connect again.
        self.paho.disconnect()

    def subscribe(self, *topics, qos=1):
        for topic in topics:
            count = len(self.subacks)
            self.paho.subscribe(topic, qos)
            eventually(lambda: len(self.subacks) > count or self.closed.is_set())

    def publish(self, topic, payload=b"", qos=1, retain=False):
        self.paho.publish(topic, payload, qos, retain)

    def stop(self):
        self.paho.disconnect()
        self.paho.loop_stop()


def device(cloud, name, **options):
    return Client(cloud, name, password(cloud, cloud.create_device(name)), **options)


def closes(client):
    assert client.closed.wait(5), "the connection was not closed"
    client.paho.loop_stop()


@case
def mosquitto_clients_speak_with_the_hub(cloud):
    token = password(cloud, cloud.create_device("cli"))
    common = ["-h", cloud.hub_host, "-p", str(cloud.mqtt_port), "--cafile", cloud.authority, "-i", "cli"]
    common += ["-u", USER.format(host=cloud.hub_host, device="cli"), "-P", token]
    telemetry = ["-q", "1", "-t", "devices/cli/messages/events/a=b", "-m", "hello"]
    subprocess.run(["mosquitto_pub", *common, *telemetry], check=True, timeout=10)
    one_patch = ["-q", "1", "-C", "1", "-W", "10", "-v", "-t", "$iothub/twin/PATCH/properties/desired/#"]
    reader = subprocess.Popen(["mosquitto_sub", *common, *one_patch], stdout=subprocess.PIPE)

    def patched():
        """It subscribes in its own time: patch until it has seen one."""
        cloud.registry().update_twin("cli", Twin(properties=TwinProperties(desired={"n": 5})), "*")
        return reader.poll() is not None

    eventually(patched)
    topic, body = reader.communicate(timeout=12)[0].decode().strip().split(" ", 1)
    prefix = "$iothub/twin/PATCH/properties/desired/?$version="
    assert topic.startswith(prefix) and json.loads(body) == {"n": 5, "$version": int(topic[len(prefix) :])}, topic


@case
def bad_credentials_get_connack_5(cloud):
    connection_string = cloud.create_device("cred")
    good = password(cloud, connection_string)

    def token_for(resource):
        return dict(password=password(cloud, connection_string, resource=resource))

    attempts = {
        "an expired token": dict(password=password(cloud, connection_string, -10)),
        "a token for another device": token_for(f"{cloud.hub_host}/devices/x"),
        "a token for another host": token_for("x.example/devices/cred"),
        "a token for the whole hub": token_for(cloud.hub_host),
        "no token": dict(password="secret"),
        "another client id": dict(password=good, client_id="other"),
        "a user name of another device": dict(password=good, user=f"{cloud.hub_host}/x/?api-version=2021-04-12"),
        "a user name of another host": dict(password=good, user="x.example/cred/?api-version=2021-04-12"),
        "a malformed user name": dict(password=good, user="cred"),
        "MQTT 5": dict(password=good, version=mqtt.MQTTv5),
    }
    for name, options in attempts.items():
        client = Client(cloud, "cred", **options)
        assert client.answer != 0, f"{name}: accepted"
        client.stop()
    client = Client(cloud, "cred", good)
    assert client.answer == 0
    client.stop()


@case
def connection_ends_with_its_token(cloud):
    client = Client(cloud, "short", password(cloud, cloud.create_device("short"), 2))
    assert client.answer == 0
    start = time.monotonic()
    closes(client)
    assert time.monotonic() - start < 3.5


@case
def qos_2_is_refused_for_messages_and_lowered_for_filters(cloud):
    client = device(cloud, "qos2")
    client.subscribe("$iothub/twin/res/#", qos=2)
    assert client.subacks == [[1]], client.subacks
    client.publish("devices/qos2/messages/events/", b"x", qos=2)
    closes(client)


@case
def foreign_topics_close_the_connection(cloud):
    for number, topic in enumerate(
        (
            "devices/other/messages/events/",
            "devices/foreign4/messages/devicebound/",
            "$iothub/methods/POST/x/?$rid=1",
            "$iothub/twin/res/200/?$rid=1",
            "anything",
            "$iothub/twin/GET/",
        )
    ):
        client = device(cloud, f"foreign{number}")
        client.publish(topic, b"x")
        closes(client)


@case
def foreign_filters_close_the_connection(cloud):
    own_form = "devices/{}/messages/devicebound/#"
    for number, topic in enumerate(("#", "$iothub/#", own_form.format("+"), own_form.format("x"), "$SYS/#")):
        client = device(cloud, f"filter{number}")
        client.subscribe(topic)
        closes(client)


@case
def a_device_sees_only_its_own_answers(cloud):
    watcher, talker = device(cloud, "watcher"), device(cloud, "talker")
    every = ("$iothub/twin/#", "$iothub/methods/POST/#", "devices/watcher/messages/devicebound/#")
    watcher.subscribe(*every)
    talker.subscribe("$iothub/twin/res/#")
    talker.publish("$iothub/twin/GET/?$rid=r1")
    talker.publish("$iothub/twin/PATCH/properties/reported/?$rid=r2", b'{"a":1}')
    talker.publish("devices/talker/messages/events/", b"telemetry", retain=True)
    eventually(lambda: len(talker.messages) == 2)
    assert talker.messages[1] == ("$iothub/twin/res/204/?$rid=r2&$version=2", b"")
    watcher.publish("$iothub/twin/GET/?$rid=w1")
    eventually(lambda: len(watcher.messages) == 1)
    assert watcher.messages[0][0] == "$iothub/twin/res/200/?$rid=w1"
    talker.stop()
    watcher.stop()


@case
def a_will_reaches_nobody_else(cloud):
    watcher = device(cloud, "willwatch")
    watcher.subscribe("$iothub/methods/POST/#", "$iothub/twin/#")
    victim = device(cloud, "willed", will=("$iothub/methods/POST/x/?$rid=1", b"x", 1))
    victim.paho._sock_close()
    victim.paho.loop_stop()
    watcher.publish("$iothub/twin/GET/?$rid=1")
    eventually(lambda: len(watcher.messages) == 1)
    assert watcher.messages[0][0].startswith("$iothub/twin/res/200/")
    watcher.stop()


@case
def a_will_is_telemetry(cloud):
    start = service_request(cloud, "GET", "/edgeota/telemetry")["next"]
    polite = device(cloud, "polite", will=("devices/polite/messages/events/", b"not sent", 1))
    polite.stop()
    client = device(cloud, "lost", will=("devices/lost/messages/events/a=b", b"lost", 1))
    client.paho._sock_close()
    client.paho.loop_stop()
    answer = service_request(cloud, "GET", f"/edgeota/telemetry?after={start}&timeout=5")
    (message,) = answer["messages"]
    assert message["deviceId"] == "lost" and message["body"] == "lost"
    assert message["properties"] == {"a": "b", "iothub-MessageType": "Will"}


@case
def malformed_reported_properties_get_400(cloud):
    client = device(cloud, "malformed")
    client.subscribe("$iothub/twin/res/#")
    bodies = [b"{", b"[]", b"", b'{"a.b":1}', b'{"$x":1}', b'{"a":"' + b"x" * 4097 + b'"}', b'{"a":1,"a":2}', b"\xff"]
    for number, body in enumerate(bodies):
        client.publish(f"$iothub/twin/PATCH/properties/reported/?$rid={number}", body)
    eventually(lambda: len(client.messages) == len(bodies))
    for number, (topic, body) in enumerate(client.messages):
        assert topic == f"$iothub/twin/res/400/?$rid={number}", topic
        assert json.loads(body)["errorCode"] == 400004
    client.stop()


@case
def unsubscribed_device_gets_nothing(cloud):
    client = device(cloud, "unsub")
    desired = "$iothub/twin/PATCH/properties/desired/#"
    client.subscribe("$iothub/twin/res/#", desired)
    done = threading.Event()
    client.paho.on_unsubscribe = lambda *arguments: done.set()
    client.paho.unsubscribe(desired)
    assert done.wait(5)
    cloud.registry().update_twin("unsub", Twin(properties=TwinProperties(desired={"n": 1})), "*")
    client.publish("$iothub/twin/GET/?$rid=1")
    eventually(lambda: len(client.messages) == 1)
    assert json.loads(client.messages[0][1])["desired"] == {"n": 1, "$version": 2}
    client.stop()


@case
def persistent_session_keeps_its_filters(cloud):
    token = password(cloud, cloud.create_device("keeps"))
    first = Client(cloud, "keeps", token, clean=False)
    first.subscribe("$iothub/twin/PATCH/properties/desired/#")
    first.stop()
    cloud.registry().update_twin("keeps", Twin(properties=TwinProperties(desired={"missed": 1})), "*")
    second = Client(cloud, "keeps", token, clean=False)
    cloud.registry().update_twin("keeps", Twin(properties=TwinProperties(desired={"seen": 1})), "*")
    eventually(lambda: len(second.messages) == 1)
    assert json.loads(second.messages[0][1]) == {"seen": 1, "$version": 3}
    second.stop()
    third = Client(cloud, "keeps", token, clean=True)
    third.subscribe("$iothub/twin/res/#")
    cloud.registry().update_twin("keeps", Twin(properties=TwinProperties(desired={"unseen": 1})), "*")
    third.publish("$iothub/twin/GET/?$rid=1")
    eventually(lambda: len(third.messages) == 1)
    assert third.messages[0][0].startswith("$iothub/twin/res/200/")
    third.stop()


@case
def too_large_message_closes_the_connection(cloud):
    client = device(cloud, "large")
    done = threading.Event()
    client.paho.on_publish = lambda *arguments: done.set()
    client.publish("devices/large/messages/events/", b"x" * 262_144)
    assert done.wait(5)
    client.publish("devices/large/messages/events/", b"x" * 262_145)
    closes(client)


main()
