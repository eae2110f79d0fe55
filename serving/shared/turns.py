"""Long work in turns with others: what is done in one go keeps everybody else waiting."""

from asyncio import sleep
from collections.abc import AsyncIterator, Iterable
from typing import Final, TypeVar

ItemT = TypeVar("ItemT")

_AT_ONCE: Final = 10
"""Of decisions that are unpacked and read, these are a millisecond or two."""


async def in_turns(items: Iterable[ItemT], at_once: int = _AT_ONCE) -> AsyncIterator[ItemT]:
    """`items`, with a turn for others after so many."""
    for number, item in enumerate(items, start=1):
        yield item
        if not number % at_once:
            await sleep(0)
