"""What is kept once it was answered: all of it, as far as there is room."""

import asyncio

from online_store.errors import StoreUnavailable
from serving.fraud.keeping_later import KeepingLater


def test_all_is_kept_though_some_fails_and_no_more_waits_than_there_is_room_for() -> None:
    kept: list[int] = []

    async def keep(number: int) -> None:
        if number == 3:
            raise OSError
        kept.append(number)

    async def run() -> None:
        later = KeepingLater(most=3)
        await later.settled()
        for number in range(5):
            later.add(lambda at=number: keep(at))  # type: ignore[misc]
        await later.settled()
        later.add(lambda: keep(9))
        await later.settled()

    asyncio.run(run())
    assert kept == [2, 4, 9]


def test_what_a_store_that_is_away_does_not_take_is_kept_once_it_is_back() -> None:
    kept: list[int] = []
    tries: list[int] = []
    back = 3

    async def keep(number: int) -> None:
        tries.append(number)
        if tries.count(number) < back:
            raise StoreUnavailable
        kept.append(number)

    async def run() -> None:
        later = KeepingLater(most=2, again_after_s=0)
        for number in range(3):
            later.add(lambda at=number: keep(at))  # type: ignore[misc]
        while len(kept) < 2:  # noqa: ASYNC110 - nobody tells when
            await asyncio.sleep(0.001)

    asyncio.run(asyncio.wait_for(run(), 20))
    assert kept == [1, 2]
    assert tries == [1, 2] * back


def test_at_the_end_a_store_that_is_away_is_tried_once_more() -> None:
    tries: list[int] = []

    async def keep() -> None:
        tries.append(1)
        raise StoreUnavailable

    async def run() -> None:
        later = KeepingLater(again_after_s=1_000)
        later.add(keep)
        while not tries:  # noqa: ASYNC110 - nobody tells when
            await asyncio.sleep(0)
        await later.settled()

    asyncio.run(asyncio.wait_for(run(), 20))
    assert len(tries) == 2


def test_what_comes_meanwhile_takes_the_room_of_the_oldest() -> None:
    kept: list[int] = []
    is_away = True

    async def run() -> None:
        nonlocal is_away
        later = KeepingLater(most=2, again_after_s=1_000)

        async def keep(number: int) -> None:
            if is_away:
                later.add(lambda: keep(number + 10))
                raise StoreUnavailable
            kept.append(number)

        later.add(lambda: keep(1))
        later.add(lambda: keep(2))
        await asyncio.sleep(0.01)
        is_away = False
        await later.settled()

    asyncio.run(asyncio.wait_for(run(), 20))
    assert kept == [11, 12]
