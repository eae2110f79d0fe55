"""Over TLS nothing is said to a server whose certificate does not hold."""

import asyncio
import ssl
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import Mock

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from trustme import CA, LeafCert

from machine.ports import LOCALHOST
from online_store import async_connection
from online_store.async_connection import MOST_CONNECTIONS, connect_async
from online_store.connection import StoreSettings, connect
from online_store.errors import StoreUnavailable
from online_store.iam_authentication import iam_options
from online_store.writer import FeatureStoreWriter, WriteResult
from servers.valkey import ValkeyServer
from tests.online_store.iam_store import LOGIN, IamStore, have_credentials, trust
from tests.online_store.tls_front import tls_front
from tests.online_store.updates import update


@pytest.fixture
def trusted(authority: CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CA:
    """The authority on a machine that trusts it, with AWS credentials."""
    have_credentials(monkeypatch, tmp_path)
    for variable in ("SSL_CERT_FILE", "AWS_CA_BUNDLE"):
        trust(monkeypatch, variable, authority, tmp_path)
    return authority


def write_over_tls(port: int, *, by_iam: bool = False) -> WriteResult:
    settings = StoreSettings(
        f"rediss://{LOCALHOST}:{port}", 10_000, 10_000, LOGIN if by_iam else None
    )
    with connect(settings, environ={"REVSTREAM_STORE_PASSWORD": "s3cret"}) as client:
        return FeatureStoreWriter(client, ttl_s=60).write([update(1)])


def expired(authority: CA) -> LeafCert:
    """A certificate of a day long ago."""
    return authority.issue_cert(
        LOCALHOST,
        not_before=datetime(2020, 1, 1, tzinfo=UTC),
        not_after=datetime(2020, 1, 2, tzinfo=UTC),
    )


def test_a_store_whose_authority_the_system_trusts_is_written(
    valkey: ValkeyServer, trusted: CA
) -> None:
    with tls_front(trusted.issue_cert(LOCALHOST), valkey.port) as front:
        settings = StoreSettings(f"rediss://{LOCALHOST}:{front.port}", 10_000, 10_000)
        with connect(settings, environ={}) as client:
            client.delete("features:card:c1")
            assert FeatureStoreWriter(client, ttl_s=60).write([update(1)]) == WriteResult(1, 0)


@pytest.mark.parametrize("by_iam", [False, True])
@pytest.mark.parametrize(
    ("certificate", "cause"),
    [
        ("of another authority", "unable to get local issuer certificate"),
        ("of another host", "IP address mismatch"),
        ("expired", "certificate has expired"),
    ],
)
def test_a_wrong_certificate_is_refused_before_anything_is_said(
    valkey: ValkeyServer,
    trusted: CA,
    certificate: str,
    cause: str,
    by_iam: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    shown = {
        "of another authority": lambda: CA().issue_cert(LOCALHOST),
        "of another host": lambda: trusted.issue_cert("127.0.0.2", "store.example"),
        "expired": lambda: expired(trusted),
    }[certificate]()
    with tls_front(shown, valkey.port) as front:
        with pytest.raises(StoreUnavailable, match=cause):
            write_over_tls(front.port, by_iam=by_iam)
        assert front.heard == b""


def test_a_store_that_the_system_does_not_trust_is_refused(
    valkey: ValkeyServer, authority: CA
) -> None:
    with tls_front(authority.issue_cert(LOCALHOST), valkey.port) as front:
        with pytest.raises(StoreUnavailable, match="certificate verify failed"):
            write_over_tls(front.port)
        assert front.heard == b""


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("by_iam", [False, True])
def test_connections_of_a_server_load_what_they_trust_once(
    store_by_iam: IamStore,
    monkeypatch: pytest.MonkeyPatch,
    by_iam: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    load = Mock(side_effect=ssl.create_default_context)
    monkeypatch.setattr(ssl, "create_default_context", load)

    async def ask_at_once(settings: StoreSettings) -> list[bool]:
        async with connect_async(settings, environ={}) as client:
            return await asyncio.gather(*(client.ping() for _ in range(MOST_CONNECTIONS)))

    settings = store_by_iam.settings if by_iam else replace(store_by_iam.settings, iam=None)
    store_by_iam.may("+ping")
    assert asyncio.run(ask_at_once(settings)) == [True] * MOST_CONNECTIONS
    assert store_by_iam.front.heard.count(b"PING") == MOST_CONNECTIONS
    load.assert_called_once_with()


@pytest.mark.usefixtures("trusted")
def test_a_server_trusts_a_renewed_authority_after_a_while(
    valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    renewed = CA()

    async def ask() -> bool:
        settings = StoreSettings(f"rediss://{LOCALHOST}:{front.port}", 10_000, 10_000)
        async with connect_async(settings, environ={}) as client:
            with pytest.raises(RedisConnectionError, match="unable to get local issuer"):
                await client.ping()
            trust(monkeypatch, "SSL_CERT_FILE", renewed, tmp_path)
            monkeypatch.setattr(async_connection, "TRUSTED_FOR_S", 0.0)
            return bool(await client.ping())

    with tls_front(renewed.issue_cert(LOCALHOST), valkey.port) as front:
        assert asyncio.run(ask())


def test_a_store_without_tls_is_not_talked_to(valkey: ValkeyServer) -> None:
    with pytest.raises(StoreUnavailable):
        write_over_tls(valkey.port)


def test_amazons_authorities_are_trusted_for_iam_whatever_the_system_trusts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    options = iam_options(LOGIN)
    context.load_verify_locations(options["ssl_ca_certs"])
    authorities = str(context.get_ca_certs())
    assert all(f"Amazon Root CA {number}" in authorities for number in (1, 2, 3, 4))
