"""azure-storage-blob, Microsoft's storage SDK, against the local blob store; and plain HTTP where the SDK hides it."""

import hashlib
import os
import ssl
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

from azure.core import MatchConditions
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.storage.blob import (
    BlobBlock,
    BlobClient,
    BlobSasPermissions,
    BlobServiceClient,
    ContainerClient,
    ContainerSasPermissions,
    ContentSettings,
    generate_blob_sas,
    generate_container_sas,
)

from oracle import case, main, refused

SOON = timedelta(minutes=5)


def now():
    return datetime.now(timezone.utc)


def account_key(cloud, key):
    """Named, since the SDK finds the account's name in a path only behind the host names that it knows."""
    return {"account_name": cloud.account, "account_key": key}


def service(cloud, **options):
    return BlobServiceClient(cloud.blob_url, credential=account_key(cloud, cloud.account_key), retry_total=0, **options)


def fresh(cloud, name, **options):
    """A new, empty container."""
    container = service(cloud, **options).get_container_client(name)
    try:
        container.delete_container()
    except ResourceNotFoundError:
        pass
    container.create_container()
    return container


def container_sas(cloud, name, permissions, expiry=SOON, **options):
    return generate_container_sas(
        cloud.account,
        name,
        account_key=cloud.account_key,
        permission=ContainerSasPermissions.from_string(permissions),
        expiry=now() + expiry,
        **options,
    )


def plain(cloud, method, url, body=None, **headers):
    """A request without any SDK: status, headers, body."""
    request = urllib.request.Request(url, method=method, data=body)
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    context = ssl.create_default_context(cafile=cloud.authority)
    try:
        with urllib.request.urlopen(request, context=context) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@case
def blob_goes_up_and_down(cloud):
    container = fresh(cloud, "updown")
    data = os.urandom(100_000)
    settings = ContentSettings(content_type="application/x-pe")
    container.upload_blob("dir/app é.pe", data, metadata={"who": "me"}, content_settings=settings)
    download = container.download_blob("dir/app é.pe")
    assert download.readall() == data
    properties = container.get_blob_client("dir/app é.pe").get_blob_properties()
    assert properties.size == len(data) and properties.metadata == {"who": "me"}
    assert properties.content_settings.content_type == "application/x-pe"
    assert properties.content_settings.content_md5 == bytearray(hashlib.md5(data).digest())
    assert properties.blob_type == "BlockBlob" and properties.etag and properties.last_modified


@case
def empty_blob_is_a_blob(cloud):
    container = fresh(cloud, "empty")
    container.upload_blob("nothing", b"")
    assert container.download_blob("nothing").readall() == b""


@case
def ranges_are_served(cloud):
    container = fresh(cloud, "ranges", max_single_get_size=1000, max_chunk_get_size=700)
    data = os.urandom(5_000)
    container.upload_blob("r", data)
    assert container.download_blob("r", offset=10, length=25).readall() == data[10:35]
    assert container.download_blob("r").readall() == data
    refused(HttpResponseError, lambda: container.download_blob("r", offset=5_000, length=1).readall(), 416)
    url = f"{cloud.blob_url}/ranges/r?{container_sas(cloud, 'ranges', 'r')}"
    status, headers, body = plain(cloud, "GET", url, Range="bytes=4990-")
    assert status == 206 and body == data[4990:] and headers["Content-Range"] == "bytes 4990-4999/5000"
    status, headers, body = plain(cloud, "GET", url, Range="bytes=0-1", x_ms_range="bytes=2-3")
    assert body == data[2:4]
    status, headers, body = plain(cloud, "GET", url)
    assert status == 200 and body == data and headers["Accept-Ranges"] == "bytes"
    status, headers, body = plain(cloud, "HEAD", url)
    assert status == 200 and headers["Content-Length"] == "5000" and body == b""
    status, headers, body = plain(cloud, "GET", url, Range="bytes=5000-")
    assert status == 416 and headers["x-ms-error-code"] == "InvalidRange"


@case
def large_blob_goes_up_in_blocks(cloud):
    container = fresh(cloud, "blocks", max_single_put_size=1 << 20, max_block_size=1 << 20)
    data = os.urandom((5 << 20) + 12_345)
    container.upload_blob("large", data)
    assert container.download_blob("large").readall() == data
    client = container.get_blob_client("by-hand")
    client.stage_block("b1", b"one")
    client.stage_block("b2", b"two")
    client.commit_block_list([BlobBlock("b2"), BlobBlock("b1")])
    assert client.download_blob().readall() == b"twoone"
    refused(HttpResponseError, lambda: client.commit_block_list([BlobBlock("unknown")]), 400)
    assert client.download_blob().readall() == b"twoone"


@case
def existing_blob_is_not_overwritten(cloud):
    container = fresh(cloud, "exists")
    container.upload_blob("once", b"1")
    error = refused(ResourceExistsError, lambda: container.upload_blob("once", b"2"), 409)
    assert error.error_code == "BlobAlreadyExists"
    container.upload_blob("once", b"3", overwrite=True)
    assert container.download_blob("once").readall() == b"3"


@case
def etag_conditions_are_checked(cloud):
    container = fresh(cloud, "etags")
    client = container.get_blob_client("e")
    old = client.upload_blob(b"1")["etag"]
    new = client.upload_blob(b"2", overwrite=True)["etag"]
    assert old != new
    same = {"match_condition": MatchConditions.IfNotModified}
    refused(ResourceModifiedError, lambda: client.download_blob(etag=old, **same), 412)
    assert client.download_blob(etag=new, **same).readall() == b"2"
    refused(ResourceModifiedError, lambda: client.delete_blob(etag=old, **same), 412)
    refused(HttpResponseError, lambda: client.download_blob(etag=new, match_condition=MatchConditions.IfModified), 304)


@case
def blobs_are_listed(cloud):
    container = fresh(cloud, "listing")
    for name in ("a/1", "a/2", "b", "c&<d>"):
        container.upload_blob(name, name.encode())
    assert [blob.name for blob in container.list_blobs()] == ["a/1", "a/2", "b", "c&<d>"]
    assert [blob.name for blob in container.list_blobs(name_starts_with="a/")] == ["a/1", "a/2"]
    assert [blob.name for blob in container.walk_blobs()] == ["a/", "b", "c&<d>"]
    pages = [[blob.name for blob in page] for page in container.list_blobs(results_per_page=3).by_page()]
    assert pages == [["a/1", "a/2", "b"], ["c&<d>"]]
    assert next(iter(container.list_blobs())).size == 3
    assert "listing" in [item.name for item in service(cloud).list_containers()]


@case
def deleted_and_missing_things_are_404(cloud):
    container = fresh(cloud, "missing")
    error = refused(ResourceNotFoundError, lambda: container.download_blob("nothing"), 404)
    assert error.error_code == "BlobNotFound"
    container.upload_blob("x", b"x")
    container.delete_blob("x")
    refused(ResourceNotFoundError, lambda: container.download_blob("x"), 404)
    refused(ResourceNotFoundError, lambda: container.delete_blob("x"), 404)
    container.delete_container()
    error = refused(ResourceNotFoundError, lambda: container.upload_blob("x", b"x"), 404)
    assert error.error_code == "ContainerNotFound"


@case
def container_token_allows_what_it_says(cloud):
    fresh(cloud, "tokens").upload_blob("there", b"1")
    reader = ContainerClient(cloud.blob_url, "tokens", credential=container_sas(cloud, "tokens", "r"), retry_total=0)
    assert reader.download_blob("there").readall() == b"1"
    for attempt in (
        lambda: reader.upload_blob("new", b"2"),
        lambda: reader.delete_blob("there"),
        lambda: list(reader.list_blobs()),
    ):
        error = refused(HttpResponseError, attempt, 403)
        assert error.error_code == "AuthorizationPermissionMismatch"
    creator = ContainerClient(cloud.blob_url, "tokens", credential=container_sas(cloud, "tokens", "c"), retry_total=0)
    creator.upload_blob("new", b"2")
    refused(HttpResponseError, lambda: creator.upload_blob("there", b"3", overwrite=True), 403)
    all_rights = ContainerClient(
        cloud.blob_url, "tokens", credential=container_sas(cloud, "tokens", "racwdl"), retry_total=0
    )
    all_rights.upload_blob("there", b"4", overwrite=True)
    assert [blob.name for blob in all_rights.list_blobs()] == ["new", "there"]
    all_rights.delete_blob("new")


@case
def blob_token_is_for_one_blob(cloud):
    container = fresh(cloud, "onlyone")
    container.upload_blob("mine", b"1")
    container.upload_blob("yours", b"2")
    token = generate_blob_sas(
        cloud.account, "onlyone", "mine", account_key=cloud.account_key, permission=BlobSasPermissions(read=True),
        expiry=now() + SOON,
    )
    client = lambda name: BlobClient(cloud.blob_url, "onlyone", name, credential=token, retry_total=0)
    assert client("mine").download_blob().readall() == b"1"
    refused(ClientAuthenticationError, lambda: client("yours").download_blob(), 403)


@case
def bad_tokens_are_refused(cloud):
    fresh(cloud, "refused").upload_blob("x", b"1")
    fresh(cloud, "other")
    good = container_sas(cloud, "refused", "r")
    bad = {
        "expired": container_sas(cloud, "refused", "r", -SOON),
        "not yet valid": container_sas(cloud, "refused", "r", start=now() + timedelta(minutes=2)),
        "of another container": container_sas(cloud, "other", "r"),
        "with more rights than signed": good.replace("sp=r", "sp=rw"),
        "with a broken signature": good.replace("sig=", "sig=AAAA"),
        "without a signature": good[: good.index("sig=")] + "sig=",
    }
    for name, token in bad.items():
        status, headers, body = plain(cloud, "GET", f"{cloud.blob_url}/refused/x?{token}")
        assert status == 403, f"{name}: {status}"
        assert headers["x-ms-error-code"] == "AuthenticationFailed", name
        assert b"<Code>AuthenticationFailed</Code>" in body, name
    status, headers, body = plain(cloud, "GET", f"{cloud.blob_url}/refused/x")
    assert status == 409 and headers["x-ms-error-code"] == "PublicAccessNotPermitted"
    status, headers, body = plain(cloud, "GET", f"{cloud.blob_url}/refused/x?{good}")
    assert status == 200 and body == b"1"


@case
def wrong_account_key_is_refused(cloud):
    client = BlobServiceClient(cloud.blob_url, credential=account_key(cloud, "A" * 43 + "="), retry_total=0)
    refused(ClientAuthenticationError, lambda: client.create_container("never"), 403)


@case
def names_cannot_leave_the_store(cloud):
    fresh(cloud, "escape")
    token = container_sas(cloud, "escape", "rcw")
    for name in ("..%2F..%2Fescaped", "%2e%2e/escaped", "a/../../escaped", "x%00y", "%zz"):
        status, _, _ = plain(cloud, "PUT", f"{cloud.blob_url}/escape/{name}?{token}", b"1", x_ms_blob_type="BlockBlob")
        assert status in (400, 403, 404), f"{name}: {status}"
    assert [blob.name for blob in service(cloud).get_container_client("escape").list_blobs()] == []


@case
def damaged_upload_is_refused(cloud):
    container = fresh(cloud, "md5")
    url = f"{cloud.blob_url}/md5/x?{container_sas(cloud, 'md5', 'w')}"
    status, headers, _ = plain(
        cloud, "PUT", url, b"data", x_ms_blob_type="BlockBlob", Content_MD5="AAAAAAAAAAAAAAAAAAAAAA=="
    )
    assert status == 400 and headers["x-ms-error-code"] == "Md5Mismatch"
    refused(ResourceNotFoundError, lambda: container.download_blob("x"), 404)


main()
