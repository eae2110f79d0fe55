"""Keeps answers in the store once they are given, so that nobody waits for it: as far as it goes.

::

    answer --queued, if there is room--> all that wait, in one round trip --> store
                                             ^                                  |
                                             +----- a second later, its outage--+
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from online_store.errors import StoreUnavailable

MOST_TO_KEEP: Final = 1_000
"""Answers that wait: of more the oldest are not kept."""

AGAIN_AFTER_S: Final = 1.0

_OUTAGE: Final = (StoreUnavailable, TimeoutError)

Keep = Callable[[], Awaitable[object]]


class KeepingLater:
    """Keeps what is given to it, one round trip after the other.

    Args:
        most: that wait.
        again_after_s: how long a store that was away is left alone.
    """

    def __init__(self, most: int = MOST_TO_KEEP, again_after_s: float = AGAIN_AFTER_S) -> None:
        self._most, self._again_after_s = most, again_after_s
        self._waiting: deque[Keep] = deque(maxlen=most)
        self._task: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()

    def add(self, keep: Keep) -> None:
        """Keep something soon, and again while the store is away; other errors are for nobody."""
        self._waiting.append(keep)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def settled(self) -> None:
        """Return once nothing waits any more: what is tried from now on is tried once."""
        self._ending.set()
        if self._task is not None:
            await self._task
        self._ending.clear()

    async def _run(self) -> None:
        while self._waiting:
            is_last = self._ending.is_set()
            now = list(self._waiting)
            self._waiting.clear()
            became = await asyncio.gather(*(keep() for keep in now), return_exceptions=True)
            away = [keep for keep, one in zip(now, became, strict=True) if isinstance(one, _OUTAGE)]
            if away and not is_last:
                self._waiting = deque([*away, *self._waiting], self._most)
                await self._pause()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._again_after_s):
                await self._ending.wait()
        except TimeoutError:
            return
