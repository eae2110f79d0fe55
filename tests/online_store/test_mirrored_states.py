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
from online_store.mirrored_key import MirroredKey
from online_store.mirrored_states import MOST_KEPT, PENDING_TTL_S, KeptKey, StateStore
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
    store.zadd("pending:card:c:1", {f"p{at:04}": at for at in range(MOST_KEPT + 10)})
    found = using(valkey.url, lambda states: states.read([CARD], "t:d"))
    pending = found.keys[0].pending
    assert (len(pending), pending[0], pending[-1]) == (MOST_KEPT, "p0010", "p0267")


def test_of_those_on_their_way_the_old_go_and_no_more_than_are_read_stay(
    valkey: ValkeyServer, store: Redis
) -> None:
    now_ms, ttl_ms = 10_000_000, PENDING_TTL_S * 1_000
    store.zadd("pending:card:c:1", {"old": now_ms - ttl_ms - 1, "young": now_ms - ttl_ms})
    store.zadd("pending:merchant:m-1", {f"p{at:04}": now_ms - 1 for at in range(400)})

    async def keep(states: StateStore) -> None:
        keys = [KeptKey(*CARD, 0), KeptKey(*MERCHANT, 0)]
        await states.keep(keys, "new", now_ms, "t:d", "said")

    using(valkey.url, keep)
    assert store.zrange("pending:card:c:1", 0, -1) == ["young", "new"]
    kept = store.zrange("pending:merchant:m-1", 0, -1)
    assert (len(kept), kept[-2:]) == (MOST_KEPT, ["p0399", "new"])


def test_a_key_that_holds_something_else_is_damaged_and_spoils_nothing_of_the_others(
    valkey: ValkeyServer, store: Redis
) -> None:
    FeatureStoreWriter(store, 60).write(
        [update_of(image(8), *MERCHANT), clock_update(JobClock(watermark_ms=1, version_us=10))]
    )
    store.set("state:card:c:1", "text")
    store.set("pending:card:c:1", "text")
    store.lpush("answer:t:d", "text")
    found = using(valkey.url, lambda states: states.read([CARD, MERCHANT], "t:d"))
    card, merchant = found.keys
    assert card == MirroredKey(None, None, is_damaged=True, is_misplaced=True)
    assert merchant == MirroredKey(image(8), ())
    assert (found.watermark_ms, found.told_us, found.answer) == (1, 10, "")


def test_what_is_misplaced_goes_with_the_next_payment(valkey: ValkeyServer, store: Redis) -> None:
    store.set("pending:card:c:1", "text")

    async def keep(states: StateStore) -> str:
        return await states.keep([KeptKey(*CARD, 0, is_misplaced=True)], "p", 1, "t:d", "said")

    assert using(valkey.url, keep) == "said"
    while store.exists("pending:card:c:1"):
        pass


@pytest.mark.parametrize("watermark", ["x", "", "9" * 5_000, str(2**63), b"\xff"])
def test_a_clock_that_nobody_can_read_is_none(
    valkey: ValkeyServer, store: Redis, watermark: str | bytes
) -> None:
    store.hset("state:job:clock", mapping={"watermark_ms": watermark, "event_time_ms": 1})
    found = using(valkey.url, lambda states: states.read([CARD], "t:d"))
    assert (found.watermark_ms, found.told_us) == (None, 0)
    with pytest.raises(StoreDataError):
        using(valkey.url, lambda states: states.clock())


@pytest.mark.parametrize("key", ["answer:t:d", "state:card:c:1", "pending:card:c:1"])
def test_bytes_that_are_no_text_are_damage_and_no_exception(
    valkey: ValkeyServer, store: Redis, key: str
) -> None:
    if key.startswith("answer"):
        store.set(key, b"\xff")
    elif key.startswith("state"):
        store.hset(key, "definitions", b"\xc3")
    else:
        store.zadd(key, {b"1 1 \xff": 1})
    found = using(valkey.url, lambda states: states.read([CARD], "t:d"))
    [card] = found.keys
    told = [found.answer == "", card.is_damaged, card.pending is None]
    assert sum(told) == 1
    assert not card.is_misplaced


@pytest.mark.parametrize("marks", ["AAAA", "!", "\u00e9", None])
def test_damaged_marks_of_an_image_are_found(
    valkey: ValkeyServer, store: Redis, marks: str | None
) -> None:
    FeatureStoreWriter(store, 60).write([update_of(image(8), *CARD)])
    if marks is None:
        store.hdel("state:card:c:1", "marks")
    else:
        store.hset("state:card:c:1", "marks", marks)
    found = using(valkey.url, lambda states: states.read([CARD], "t:d"))
    assert found.keys[0] == MirroredKey(None, (), is_damaged=True)


def test_a_store_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(StoreUnavailable):
        using("redis://127.0.0.1:1", lambda states: states.read([CARD], "t:d"))
