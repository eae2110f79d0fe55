"""Lists that are read at the same moment: each request its own, in one round trip."""

import asyncio
from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from redis import Redis

from machine.ports import free_ports
from online_store.async_connection import connect_async
from online_store.async_lists import AsyncListReader, StoredForLists
from online_store.connection import StoreSettings
from online_store.errors import StoreUnavailable
from servers.valkey import ValkeyServer
from tests.online_store.made_lists import MADE, written

CANDIDATES = {
    "event_time_ms": "5",
    "ranked": "[]",
    "form": "[3, 3, 3]",
    "withheld": '["i"]',
    "definitions": "d",
}
SHOPPERS = [f"user:{number}" for number in range(50)]


def read(url: str, shoppers: Sequence[str]) -> list[StoredForLists | BaseException]:
    """What a reader finds for each shopper, all asked for at once."""

    async def main() -> list[StoredForLists | BaseException]:
        async with connect_async(StoreSettings(url, 10_000, 10_000), environ={}) as client:
            reader = AsyncListReader(client)
            reads = (reader.read(shopper, [shopper]) for shopper in shoppers)
            return await asyncio.gather(*reads, return_exceptions=True)

    return asyncio.run(main())


def list_ids(found: Sequence[StoredForLists | BaseException]) -> list[str | None]:
    read = [one for one in found if isinstance(one, StoredForLists)]
    return [None if one.made is None else one.made.list_id for one in read]


def test_everybody_who_asks_at_the_same_time_gets_their_own_list_by_one_connection(
    valkey: ValkeyServer, store: Redis
) -> None:
    for shopper in SHOPPERS:
        written(store, replace(MADE, list_id=f"of {shopper}"), shopper=shopper)
    connections = int(store.info("stats")["total_connections_received"])
    found = read(valkey.url, [*SHOPPERS, "user:unknown"])
    assert list_ids(found) == [*(f"of {shopper}" for shopper in SHOPPERS), None]
    assert int(store.info("stats")["total_connections_received"]) == connections + 1


def test_a_key_that_is_no_hash_is_said_so_and_spoils_nothing_of_the_others(
    valkey: ValkeyServer, store: Redis
) -> None:
    written(store, MADE, shopper="user:1")
    store.set("recommendations:user:0", "text")
    store.set("candidates:user:1", "text")
    first, second = read(valkey.url, ["user:0", "user:1"])
    assert first == StoredForLists(None, (None,), ("list",))
    assert isinstance(second, StoredForLists)
    assert (second.candidates, second.unreadable) == ((None,), ("candidates",))
    assert list_ids([second]) == [MADE.list_id]


DEEP = "[" * 2_000 + "]" * 2_000


@pytest.mark.parametrize(
    ("key", "field", "text"),
    [
        ("recommendations:user:1", "rules", DEEP),
        ("recommendations:user:1", "items", f'[{{"x": {DEEP}}}]'),
        ("recommendations:user:1", "event_time_ms", "9" * 40),
        ("candidates:user:1", "withheld", DEEP),
        ("candidates:user:1", "ranked", f'[["i", 1.0, "s", "r", null, {DEEP}]]'),
        ("candidates:user:1", "event_time_ms", "9" * 40),
    ],
)
def test_what_is_nested_too_deeply_or_no_time_is_unreadable(
    valkey: ValkeyServer, store: Redis, key: str, field: str, text: str
) -> None:
    unreadable = "list" if key.startswith("recommendations") else "candidates"
    written(store, MADE, shopper="user:1")
    for name, value in CANDIDATES.items():
        store.hset("candidates:user:1", name, value)
    before = read(valkey.url, ["user:1"])
    store.hset(key, field, text)
    found = [*before, *read(valkey.url, ["user:1"])]
    assert [one.unreadable for one in found if isinstance(one, StoredForLists)] == [
        (),
        (unreadable,),
    ]


def test_a_store_that_is_away_is_unavailable_to_all_who_asked() -> None:
    (port,) = free_ports(1)
    found = read(f"redis://127.0.0.1:{port}", SHOPPERS[:3])
    assert [type(one) for one in found] == [StoreUnavailable] * 3


@pytest.mark.usefixtures("store")
def test_who_asks_for_nothing_gets_nothing(valkey: ValkeyServer) -> None:
    async def main() -> StoredForLists:
        async with connect_async(StoreSettings(valkey.url, 10_000, 10_000), environ={}) as client:
            return await AsyncListReader(client).read(None, [])

    assert asyncio.run(main()) == StoredForLists(None, ())
