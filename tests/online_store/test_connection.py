"""Which URLs are taken, where the password comes from, and that it is never shown."""

import subprocess
import sys

import pytest

from online_store.connection import StoreSettings, connect
from servers.valkey import valkey_server


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://user:s3cret@store.example", "unknown scheme"),
        ("s3cret", "unknown scheme"),
        ("", "unknown scheme"),
        ("redis://user:s3cret", "not a URL with a port"),
        ("redis://:s3cret@store.example:70000", "not a URL with a port"),
        ("redis://store.example:0", "port 0"),
        ("redis://", "no host"),
        ("redis://:s3cret@store.example", "put it into REVSTREAM_STORE_PASSWORD"),
        ("rediss://user:s3cret@store.example:6380/0", "put it into REVSTREAM_STORE_PASSWORD"),
        ("redis://sto\nre.example", "not a URL with a port"),
        ("redis://:s3cret@[store", "not a URL with a port"),
        ("redis://store.example/1", "only database 0"),
        ("redis://store.example?password=s3cret", "nothing may follow the port"),
    ],
)
def test_a_bad_url_is_refused_with_its_fault_and_without_its_password(url: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault) as caught:
        connect(StoreSettings(url), environ={})
    assert "s3cret" not in f"{caught.value} {caught.value.__cause__} {caught.value.__context__!s}"


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("connect_timeout_ms", StoreSettings("redis://store.example", connect_timeout_ms=0)),
        ("socket_timeout_ms", StoreSettings("redis://store.example", socket_timeout_ms=0)),
    ],
)
def test_a_timeout_of_zero_is_refused_by_name(name: str, settings: StoreSettings) -> None:
    with pytest.raises(ValueError, match=f"{name}: 0; expected more than 0 ms"):
        connect(settings, environ={})


@pytest.mark.parametrize(
    ("user", "environ"),
    [
        ("", {"REVSTREAM_STORE_PASSWORD": "p@ss"}),
        ("default@", {"REVSTREAM_STORE_PASSWORD": "p@ss"}),
        ("", {"REVSTREAM_STORE_USERNAME": "default", "REVSTREAM_STORE_PASSWORD": "p@ss"}),
        ("default@", {"REVSTREAM_STORE_USERNAME": "another", "REVSTREAM_STORE_PASSWORD": "p@ss"}),
    ],
)
def test_the_password_comes_from_the_environment_and_the_user_from_the_url_or_there(
    user: str, environ: dict[str, str]
) -> None:
    with valkey_server(config={"requirepass": "p@ss"}) as server:
        url = server.url.replace("redis://", f"redis://{user}")
        settings = StoreSettings(url, connect_timeout_ms=10_000, socket_timeout_ms=10_000)
        with connect(settings, environ=environ) as client:
            assert client.ping()


def test_settings_are_shown_without_the_password() -> None:
    assert "s3cret" not in repr(StoreSettings("redis://:s3cret@store.example"))


def test_the_timeouts_are_those_of_the_settings_in_seconds() -> None:
    settings = StoreSettings("redis://store.example", connect_timeout_ms=20, socket_timeout_ms=30)
    with connect(settings, environ={}) as client:
        arguments = client.connection_pool.connection_kwargs
    assert (arguments["socket_connect_timeout"], arguments["socket_timeout"]) == (0.02, 0.03)


def test_a_tls_url_is_connected_to_with_a_verified_certificate() -> None:
    with connect(StoreSettings("rediss://store.example"), environ={}) as client:
        arguments = client.connection_pool.connection_kwargs
        assert client.connection_pool.connection_class.__name__ == "SSLConnection"
        assert arguments.get("ssl_cert_reqs", "required") == "required"


def test_a_store_without_iam_costs_no_import_of_the_aws_sdk() -> None:
    program = """
import sys
from online_store.connection import StoreSettings, connect
connect(StoreSettings("rediss://store.example"), environ={}).close()
sys.exit("botocore" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
