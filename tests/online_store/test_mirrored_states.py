"""What a decision on request reads and leaves, on a real server."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from redis import Redis

from events.shared.state_image import JobClock, StateImage, clock_update, update_of
from online_store.async_connection import connect_async
from online_store.connection import StoreSettings
from online_store.errors import StoreDataError, StoreUnavailable
from online_store.mirrored_states import MOST_PENDING, PENDING_TTL_S, KeptKey, StateStore
from online_store.writer import FeatureStoreWriter
from servers.valkey import ValkeyServer

CARD, MERCHANT = ("card", "c:1"), ("merchant", "m-1")


def using(url: str, todo: Callable[[StateStore], Awaitable[Any]]) -> Any:  # noqa: ANN401 - whatever comes of it
    async def run() -> object:
        client = connect_async(StoreSettings(url, 10_000, 10_000))
        try:
            return await todo(StateStore(client))
        finally:
            await client.aclose()

    return asyncio.run(run())


def image(version_us: int, content: bytes | None = b"\x00\xff") -> StateImage:
    return StateImage(
        version_us=version_us,
        watermark_ms=5,
        definitions="sha",
        image=content,
        since_ms=3,
        marks=(0, 7, 2**32 - 1),
    )


def test_images_and_the_jobs_clock_are_read_as_they_were_written(
    valkey: ValkeyServer, store: Redis
) -> None:
    writer = FeatureStoreWriter(store, 60)
    too_large = image(9, None)
    writer.write(
        [
            update_of(image(8), *CARD),
            update_of(too_large, *MERCHANT),
            clock_update(JobClock(watermark_ms=-1, version_us=10)),
        ]
    )
    found = using(valkey.url, lambda states: states.read([CARD, MERCHANT], "t:d"))
    assert [one.image for one in found.keys] == [image(8), too_large]
    assert (found.watermark_ms, found.told_us, found.answer) == (-1, 10, None)
    assert store.ttl("state:card:c:1") > 0


def test_an_older_image_does_not_replace_a_newer_one(valkey: ValkeyServer, store: Redis) -> None:
    writer = FeatureStoreWriter(store, 60)
    for version_us in (1_790_000_000_000_002, 1_790_000_000_000_001):
        writer.write([update_of(image(version_us), *CARD)])
    found = using(valkey.url, lambda states: states.read([CARD], "t:d"))
    assert found.keys[0].image.version_us == 1_790_000_000_000_002


def test_nothing_is_read_where_nothing_is(valkey: ValkeyServer, store: Redis) -> None:
    assert store.dbsize() == 0
    found = using(valkey.url, lambda states: states.read([CARD], "t:d"))
    assert (found.keys[0].image, found.keys[0].pending) == (None, ())
    assert (found.watermark_ms, found.told_us, found.answer) == (None, 0, None)


def test_the_first_answer_stands(valkey: ValkeyServer, store: Redis) -> None:
    async def twice(states: StateStore) -> list[str]:
        keys = [KeptKey(*CARD, 0)]
        return [await states.keep(keys, "p", 1, "t:d", said) for said in ("first", "second")]

    assert using(valkey.url, twice) == ["first", "first"]
    found = using(valkey.url, lambda states: states.read([CARD], "t:d"))
    assert found.answer == "first"
    assert using(valkey.url, lambda states: states.read([CARD], "other:d")).answer is None
    assert 0 < store.ttl("answer:t:d") <= PENDING_TTL_S


def test_what_is_on_its_way_is_read_by_its_time_until_the_image_has_it(
    valkey: ValkeyServer, store: Redis
) -> None:
    async def keep(states: StateStore) -> Any:  # noqa: ANN401 - as it was read
        for number in (3, 1, 2, 4):
            at = KeptKey(*CARD, seen_until_ms=2 if number == 4 else 0)
            await states.keep([at], f"p{number}", number, f"t:{number}", "said")
        return await states.read([CARD], "t:d")

    assert using(valkey.url, keep).keys[0].pending == ("p2", "p3", "p4")
    assert 0 < store.ttl("pending:card:c:1") <= PENDING_TTL_S


def test_of_many_on_their_way_the_newest_are_read(valkey: ValkeyServer, store: Redis) -> None:
    store.zadd("pending:card:c:1", {f"p{at:04}": at for at in range(MOST_PENDING + 10)})
    found = using(valkey.url, lambda states: states.read([CARD], "t:d"))
    pending = found.keys[0].pending
    assert (len(pending), pending[0], pending[-1]) == (MOST_PENDING, "p0010", "p0265")


def test_a_key_that_holds_something_else_is_damaged_data(
    valkey: ValkeyServer, store: Redis
) -> None:
    store.set("state:card:c:1", "text")
    with pytest.raises(StoreDataError, match="something else than it should"):
        using(valkey.url, lambda states: states.read([CARD], "t:d"))


def test_a_store_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(StoreUnavailable):
        using("redis://127.0.0.1:1", lambda states: states.read([CARD], "t:d"))
