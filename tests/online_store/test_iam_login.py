"""Logging in at a real server, over TLS, by a token as its password."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from online_store.async_connection import connect_async
from online_store.async_reader import AsyncFeatureReader
from online_store.connection import StoreSettings, connect
from online_store.errors import StoreUnavailable
from online_store.iam_authentication import signed_token
from online_store.mirrored_states import KeptKey, StateStore
from online_store.month import Month
from online_store.usage import UsageStore
from online_store.writer import FeatureStoreWriter, WriteResult
from tests.online_store.iam_store import (
    KEYS,
    LOGIN,
    MOMENT,
    SERVER_ACCESS,
    IamStore,
    have_no_credentials,
    sign_at,
)
from tests.online_store.updates import update


def test_a_store_that_knows_the_token_is_written_with_no_more_rights_than_these(
    store_by_iam: IamStore,
) -> None:
    with connect(store_by_iam.settings) as client:
        writer = FeatureStoreWriter(client, ttl_s=60)
        assert writer.write([update(1), update(2, entity_id="c2")]) == WriteResult(2, 0)
        assert writer.write([update(1)]) == WriteResult(1, 0)
        assert client.connection_pool.get_connection().credential_provider is not None
    assert store_by_iam.admin.hget("features:card:c2", "n") == "2"


def test_a_token_of_another_time_is_refused_and_not_said(
    store_by_iam: IamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_at(monkeypatch, MOMENT + timedelta(minutes=16))
    with (
        connect(store_by_iam.settings) as client,
        pytest.raises(StoreUnavailable, match="invalid username-password pair") as caught,
    ):
        FeatureStoreWriter(client, ttl_s=60).write([update(1)])
    said = f"{caught.value!r} {caught.value.__cause__!r} {client!r}"
    assert "X-Amz-Signature" not in said
    assert b"X-Amz-Signature" in store_by_iam.front.heard


def test_each_connection_logs_in_by_a_token_of_its_own_time(
    store_by_iam: IamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connect(store_by_iam.settings) as client:
        writer = FeatureStoreWriter(client, ttl_s=60)
        writer.write([update(1)])
        sign_at(monkeypatch, MOMENT + timedelta(hours=11))
        store_by_iam.let_in_by(signed_token(LOGIN, KEYS))
        client.connection_pool.disconnect()
        assert writer.write([update(2)]) == WriteResult(1, 0)
    assert store_by_iam.front.heard.count(b"X-Amz-Signature") == 2


def test_without_credentials_the_store_is_unavailable_and_hears_of_no_user(
    store_by_iam: IamStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    have_no_credentials(monkeypatch, tmp_path)
    with (
        connect(store_by_iam.settings) as client,
        pytest.raises(StoreUnavailable, match="no AWS credentials"),
    ):
        FeatureStoreWriter(client, ttl_s=60).write([update(1)])
    assert store_by_iam.front.heard == b""


def asked(settings: StoreSettings, *, times: int = 1) -> list[str]:
    """What a server that decides on request keeps in a store, at once as often as asked."""

    async def keep() -> list[str]:
        async with connect_async(settings) as client:
            await AsyncFeatureReader(client).answers()
            # Calls of one of them go out together, by one connection.
            stores = [StateStore(client) for _ in range(times)]
            said = await asyncio.gather(
                *(
                    store.keep([KeptKey("card", "c1", 5)], "{}", 10, f"acme:{n}", "allow")
                    for n, store in enumerate(stores)
                )
            )
            await stores[0].read([("card", "c1")], "acme:0")
            await UsageStore(client).count("acme", Month.at(0), "0" * 32)
            return said

    return asyncio.run(keep())


def test_a_server_logs_in_with_each_of_its_connections_and_needs_no_more_rights_than_these(
    store_by_iam: IamStore,
) -> None:
    store_by_iam.may(f"resetkeys -@all {SERVER_ACCESS}")
    assert asked(store_by_iam.settings, times=3) == ["allow"] * 3
    assert store_by_iam.front.heard.count(b"X-Amz-Signature") == 3
    assert store_by_iam.admin.zcard("pending:card:c1") == 1


def test_a_server_without_credentials_finds_the_store_unavailable(
    store_by_iam: IamStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    have_no_credentials(monkeypatch, tmp_path)
    with pytest.raises(StoreUnavailable, match="no AWS credentials"):
        asked(store_by_iam.settings)
    assert store_by_iam.front.heard == b""
