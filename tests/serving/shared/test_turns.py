"""Long work lets others have their turns."""

import asyncio
from collections.abc import Iterator

from serving.shared.turns import in_turns


def test_others_have_a_turn_after_so_many() -> None:
    seen: list[str] = []

    def made() -> Iterator[str]:
        for number in range(5):
            seen.append(str(number))
            yield str(number)

    async def other() -> None:
        seen.append("other")

    async def run() -> None:
        beside = asyncio.create_task(other())
        assert [one async for one in in_turns(made(), at_once=2)] == list("01234")
        await beside

    asyncio.run(run())
    assert seen == ["0", "1", "other", "2", "3", "4"]
