"""Shared by the oracles: the cloud under test, and a list of cases run in order.

usage: python3 NAME_oracle.py STATE_FOLDER [ARGUMENT]
Each case prints `ok NAME` or `FAILED NAME` with a traceback; the exit status is 1 if any failed.
"""

import json
import os
import sys
import time
import traceback
import urllib.request

_cases = []


def case(function):
    """Marks a function as a case."""
    _cases.append(function)
    return function


class Cloud:
    """Where the cloud is (cloud.json of its state folder)."""

    def __init__(self, folder):
        with open(os.path.join(folder, "cloud.json")) as file:
            values = json.load(file)
        self.hub_host = values["hubHost"]
        self.mqtt_port = values["mqttPort"]
        self.service_url = values["serviceURL"]
        self.blob_url = values["blobURL"]
        self.authority = values["authorityPath"]
        self.service = values["serviceConnectionString"]
        self.account = values["blobAccount"]
        self.account_key = values["blobAccountKey"]
        with open(self.authority) as file:
            self.authority_pem = file.read()

    def registry(self):
        from azure.iot.hub import IoTHubRegistryManager

        return IoTHubRegistryManager(self.service)

    def create_device(self, name):
        """Creates a device with keys of the hub's making and returns its connection string."""
        try:
            self.registry().delete_device(name)
        except Exception:
            pass
        device = self.registry().create_device_with_sas(name, None, None, "enabled")
        key = device.authentication.symmetric_key.primary_key
        return f"HostName={self.hub_host};DeviceId={name};SharedAccessKey={key}"


def service_request(cloud, method, path, body=None):
    """A request to what only the local cloud has, with the token that the service SDK would make."""
    from azure.iot.hub.sastoken import SasToken

    parts = dict(item.split("=", 1) for item in cloud.service.split(";"))
    token = SasToken(parts["HostName"], parts["SharedAccessKey"], parts["SharedAccessKeyName"])
    request = urllib.request.Request(cloud.service_url + path, method=method)
    request.add_header("Authorization", str(token))
    request.data = json.dumps(body).encode() if body is not None else None
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.loads(response.read() or b"null")


def eventually(predicate, seconds=5.0):
    """Waits until predicate() is true."""
    deadline = time.monotonic() + seconds
    while not predicate():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.01)


def refused(kind, function, status=None):
    """Asserts that function() raises an error of a kind, with an HTTP status if one is given."""
    try:
        function()
    except kind as error:
        if status is not None:
            code = getattr(error, "status_code", None) or error.response.status_code
            assert code == status, f"status {code}, expected {status}"
        return error
    raise AssertionError(f"expected {kind.__name__}")


def main():
    cloud = Cloud(sys.argv[1])
    os.environ["REQUESTS_CA_BUNDLE"] = cloud.authority
    os.environ["SSL_CERT_FILE"] = cloud.authority
    failures = 0
    for function in _cases:
        try:
            function(cloud)
            print(f"ok {function.__name__}", flush=True)
        except Exception:
            failures += 1
            print(f"FAILED {function.__name__}\n{traceback.format_exc()}", flush=True)
    print(f"{len(_cases) - failures} of {len(_cases)} passed", flush=True)
    # Some SDK threads outlive their clients; their end is not what is tested here.
    os._exit(1 if failures else 0)
