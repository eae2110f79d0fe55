"""What is kept once it was answered: all of it, as far as there is room."""

import asyncio

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
