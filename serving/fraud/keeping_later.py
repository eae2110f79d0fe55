"""Keeps answers in the store once they are given, so that nobody waits for it: as far as it goes.

::

    answer --queued, if there is room--> all that wait, in one round trip --> store
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

MOST_TO_KEEP: Final = 1_000
"""Answers that wait: of more the oldest are not kept."""


class KeepingLater:
    """Keeps what is given to it, one round trip after the other.

    Args:
        most: that wait.
    """

    def __init__(self, most: int = MOST_TO_KEEP) -> None:
        self._waiting: deque[Callable[[], Awaitable[object]]] = deque(maxlen=most)
        self._task: asyncio.Task[None] | None = None

    def add(self, keep: Callable[[], Awaitable[object]]) -> None:
        """Keep something soon; what `keep` raises is for nobody."""
        self._waiting.append(keep)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def settled(self) -> None:
        """Return once nothing waits any more."""
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while self._waiting:
            now = [keep() for keep in self._waiting]
            self._waiting.clear()
            await asyncio.gather(*now, return_exceptions=True)
