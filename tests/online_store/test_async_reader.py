"""What is read without waiting is what the other reader reads, whatever else was asked for."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from redis import Redis

from machine.ports import free_ports
from online_store.address import PASSWORD_VARIABLE
from online_store.async_connection import MOST_CONNECTIONS, connect_async
from online_store.async_reader import AsyncFeatureReader
from online_store.connection import StoreSettings
from online_store.errors import StoreDataError, StoreUnavailable
from online_store.readable import ReadableEntity
from online_store.reader import FeatureStoreReader, StoredFeatures
from online_store.writer import FeatureStoreWriter
from servers.valkey import ValkeyServer
from tests.online_store.updates import update

CARD = ReadableEntity("card", ("card_id",), {"count": "int", "mean": "float", "is_new": "bool"})
VALUES = {"count": 2, "mean": 1.5, "is_new": True}

AnswerT = TypeVar("AnswerT")


def _asked(url: str, ask: Callable[[AsyncFeatureReader], Awaitable[AnswerT]]) -> AnswerT:
    """What a reader of a store answers."""

    async def main() -> AnswerT:
        settings = StoreSettings(url, connect_timeout_ms=10_000, socket_timeout_ms=10_000)
        async with connect_async(settings, environ={}) as client:
            return await ask(AsyncFeatureReader(client))

    return asyncio.run(main())


def _read(url: str, *ids: str) -> list[StoredFeatures | BaseException | None]:
    """Cards, read at the same time; an error where one could not be."""

    async def ask(reader: AsyncFeatureReader) -> list[StoredFeatures | BaseException | None]:
        reads = (reader.read(CARD, [one]) for one in ids)
        return await asyncio.gather(*reads, return_exceptions=True)

    return _asked(url, ask)


def test_features_are_those_that_the_other_reader_reads(store: Redis, valkey: ValkeyServer) -> None:
    FeatureStoreWriter(store, ttl_s=10_000).write([update(5, VALUES)])
    expected = FeatureStoreReader(store, CARD.kinds).read("card", "c1")
    (found,) = _read(valkey.url, "c1")
    assert isinstance(found, StoredFeatures)
    assert found.values == VALUES
    assert expected is not None
    assert found.event_time_ms == expected.event_time_ms
    assert abs(found.ttl_s - expected.ttl_s) <= 5


def test_everybody_who_asks_at_the_same_time_gets_their_own(
    store: Redis, valkey: ValkeyServer
) -> None:
    many = range(3 * MOST_CONNECTIONS)
    updates = [update(5, {"count": one}, entity_id=f"c{one}") for one in many]
    FeatureStoreWriter(store, ttl_s=60).write(updates)
    found = _read(valkey.url, *(f"c{one}" for one in many), "unknown")
    counts = [one.values["count"] for one in found if isinstance(one, StoredFeatures)]
    assert counts == list(many)
    assert found[-1] is None


def test_a_key_that_is_no_hash_spoils_nothing_of_the_others(
    store: Redis, valkey: ValkeyServer
) -> None:
    FeatureStoreWriter(store, ttl_s=60).write([update(5, VALUES)])
    store.set("features:card:c2", "text")
    other, found = _read(valkey.url, "c2", "c1")
    assert isinstance(other, StoreDataError)
    assert isinstance(found, StoredFeatures)


def test_a_store_that_is_away_is_unavailable_to_all_who_asked() -> None:
    (port,) = free_ports(1)
    found = _read(f"redis://127.0.0.1:{port}", "c1", "c2")
    assert [type(one) for one in found] == [StoreUnavailable] * 2


def test_whether_the_store_answers_is_told(valkey: ValkeyServer) -> None:
    _asked(valkey.url, lambda reader: reader.answers())
    (port,) = free_ports(1)
    with pytest.raises(StoreUnavailable):
        _asked(f"redis://127.0.0.1:{port}", lambda reader: reader.answers())


@pytest.mark.parametrize(
    "settings",
    [
        StoreSettings("http://host"),
        StoreSettings("redis://host", socket_timeout_ms=0),
    ],
)
def test_settings_that_are_not_usable_are_refused(settings: StoreSettings) -> None:
    with pytest.raises(ValueError, match="expected"):
        connect_async(settings, environ={PASSWORD_VARIABLE: "secret"})
