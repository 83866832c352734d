"""azure-iot-hub, Microsoft's service SDK, against the local hub's REST."""

from azure.iot.hub import IoTHubRegistryManager
from azure.iot.hub.models import CloudToDeviceMethod, QuerySpecification, Twin, TwinProperties
from msrest.exceptions import HttpOperationError

from oracle import case, main, refused

KEY = "A" * 43 + "="


def fresh(cloud, name):
    """A registry manager and a new device."""
    cloud.create_device(name)
    return cloud.registry()


def error_code(error):
    return error.response.headers["iothub-errorcode"]


@case
def device_is_created_read_and_deleted(cloud):
    registry = fresh(cloud, "svc-crud")
    device = registry.get_device("svc-crud")
    assert device.device_id == "svc-crud" and device.status == "enabled"
    assert device.connection_state == "Disconnected" and device.generation_id and device.etag
    keys = device.authentication.symmetric_key
    assert keys.primary_key and keys.secondary_key and keys.primary_key != keys.secondary_key
    registry.delete_device("svc-crud")
    error = refused(HttpOperationError, lambda: registry.get_device("svc-crud"), 404)
    assert error_code(error) == "DeviceNotFound" and "404001" in error.response.text


@case
def given_keys_are_kept_and_bad_ones_refused(cloud):
    registry = fresh(cloud, "svc-keys")
    registry.delete_device("svc-keys")
    registry.create_device_with_sas("svc-keys", KEY, KEY, "disabled", status_reason="spare")
    device = registry.get_device("svc-keys")
    assert device.authentication.symmetric_key.primary_key == KEY
    assert device.status == "disabled" and device.status_reason == "spare"
    registry.delete_device("svc-keys")
    create = lambda: registry.create_device_with_sas("svc-keys", "no base64", KEY, "enabled")
    refused(HttpOperationError, create, 400)


@case
def second_create_is_a_conflict(cloud):
    registry = fresh(cloud, "svc-conflict")
    create = lambda: registry.create_device_with_sas("svc-conflict", KEY, KEY, "enabled")
    assert error_code(refused(HttpOperationError, create, 409)) == "DeviceAlreadyExists"


@case
def update_needs_the_current_etag(cloud):
    registry = fresh(cloud, "svc-etag")
    old = registry.get_device("svc-etag").etag
    registry.update_device_with_sas("svc-etag", old, KEY, KEY, "enabled")
    again = lambda: registry.update_device_with_sas("svc-etag", old, KEY, KEY, "enabled")
    assert error_code(refused(HttpOperationError, again, 412)) == "PreconditionFailed"
    refused(HttpOperationError, lambda: registry.delete_device("svc-etag", old), 412)
    registry.delete_device("svc-etag", registry.get_device("svc-etag").etag)


@case
def devices_are_listed(cloud):
    registry = fresh(cloud, "svc-list")
    assert "svc-list" in [device.device_id for device in registry.get_devices(1000)]
    assert len(registry.get_devices(1)) == 1


@case
def twin_is_merged_and_replaced(cloud):
    registry = fresh(cloud, "svc-twin")
    desired = {"a": {"x": 1, "y": 2}, "list": [1, 2, 3], "s": "é"}
    twin = registry.update_twin("svc-twin", Twin(tags={"floor": 3}, properties=TwinProperties(desired=desired)), "*")
    assert twin.properties.desired["a"] == {"x": 1, "y": 2} and twin.properties.desired["$version"] == 2
    twin = registry.update_twin(
        "svc-twin", Twin(properties=TwinProperties(desired={"a": {"x": None}, "list": [9]})), twin.etag
    )
    assert twin.properties.desired["a"] == {"y": 2} and twin.properties.desired["list"] == [9]
    assert twin.tags == {"floor": 3} and twin.properties.desired["$version"] == 3
    twin = registry.replace_twin("svc-twin", Twin(properties=TwinProperties(desired={"only": True})), "*")
    rest = {key: value for key, value in twin.properties.desired.items() if not key.startswith("$")}
    assert rest == {"only": True} and twin.properties.desired["$version"] == 4
    assert registry.get_twin("svc-twin").properties.desired == twin.properties.desired


@case
def stale_twin_etag_is_refused(cloud):
    registry = fresh(cloud, "svc-stale")
    old = registry.get_twin("svc-stale").etag
    patch = Twin(properties=TwinProperties(desired={"n": 1}))
    registry.update_twin("svc-stale", patch, old)
    refused(HttpOperationError, lambda: registry.update_twin("svc-stale", patch, old), 412)


@case
def read_twin_can_be_written_back(cloud):
    registry = fresh(cloud, "svc-back")
    registry.update_twin("svc-back", Twin(properties=TwinProperties(desired={"n": 1})), "*")
    twin = registry.replace_twin("svc-back", registry.get_twin("svc-back"), "*")
    assert twin.properties.desired["n"] == 1 and twin.properties.desired["$version"] == 3


@case
def twin_limits_are_kept(cloud):
    registry = fresh(cloud, "svc-limits")

    def update(desired=None, tags=None):
        twin = Twin(tags=tags, properties=TwinProperties(desired=desired))
        return refused(HttpOperationError, lambda: registry.update_twin("svc-limits", twin, "*"), 400)

    update({"a.b": 1})
    update({"a b": 1})
    update({"$a": 1})
    update({"n": 4503599627370496})
    update({"s": "x" * 4097})
    update({"k" * 1025: 1})
    update({f"k{n}": "x" * 4096 for n in range(8)})
    update(tags={"t1": "x" * 4096, "t2": "x" * 4096})
    deep = 1
    for _ in range(11):
        deep = {"d": deep}
    assert error_code(update(deep)) == "ArgumentInvalid"
    assert registry.get_twin("svc-limits").properties.desired["$version"] == 1


@case
def method_of_an_absent_device_is_404103(cloud):
    registry = fresh(cloud, "svc-method")
    call = CloudToDeviceMethod(method_name="GetCount", payload={}, response_timeout_in_seconds=5)
    error = refused(HttpOperationError, lambda: registry.invoke_device_method("svc-method", call), 404)
    assert error_code(error) == "DeviceNotOnline" and "404103" in error.response.text
    error = refused(HttpOperationError, lambda: registry.invoke_device_method("svc-nobody", call), 404)
    assert error_code(error) == "DeviceNotFound"


@case
def query_selects_and_pages(cloud):
    registry = fresh(cloud, "svc-q1")
    for number in range(1, 4):
        cloud.create_device(f"svc-q{number}")
        registry.update_twin(f"svc-q{number}", Twin(tags={"plant": "q", "row": number}), "*")

    def ids(text, token=None, count=None):
        result = registry.query_iot_hub(QuerySpecification(query=text), token, count)
        return [twin.device_id for twin in result.items], result.continuation_token

    assert ids("SELECT * FROM devices WHERE deviceId = 'svc-q2'")[0] == ["svc-q2"]
    assert ids("select * from devices where tags.plant = 'q' and tags.row >= 2")[0] == ["svc-q2", "svc-q3"]
    assert ids("SELECT * FROM devices WHERE tags.plant = 'q' AND NOT (tags.row = 2)")[0] == ["svc-q1", "svc-q3"]
    assert ids("SELECT * FROM devices WHERE deviceId IN ['svc-q1', 'svc-q3']")[0] == ["svc-q1", "svc-q3"]
    page, token = ids("SELECT * FROM devices WHERE tags.plant = 'q'", None, 2)
    assert page == ["svc-q1", "svc-q2"] and token
    page, token = ids("SELECT * FROM devices WHERE tags.plant = 'q'", token, 2)
    assert page == ["svc-q3"] and token is None
    refused(HttpOperationError, lambda: ids("SELECT deviceId FROM"), 400)


@case
def statistics_are_counted(cloud):
    registry = fresh(cloud, "svc-stat")
    assert registry.get_device_registry_statistics().total_device_count >= 1
    assert registry.get_service_statistics().connected_device_count >= 0


@case
def wrong_service_key_is_refused(cloud):
    host = cloud.service.split(";")[0]
    for name in ("iothubowner", "nobody"):
        registry = IoTHubRegistryManager(f"{host};SharedAccessKeyName={name};SharedAccessKey={KEY}")
        error = refused(HttpOperationError, lambda: registry.get_devices(1), 401)
        assert error_code(error) == "IotHubUnauthorizedAccess"


main()
