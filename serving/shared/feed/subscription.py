"""One client's share of the feed: a bounded queue between what happens and a slow network.

live --put--> [ chunk chunk chunk ] --take--> sent
                    full: cleared, one last message, then the end
"""

from asyncio import Future, get_running_loop
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from serving.shared.feed.limits import FeedLimits


class Chunk(NamedTuple):
    """Some messages as they go over the wire, made once for all clients that get them."""

    data: bytes
    messages: int


class Subscription:
    """What waits for one client; used within one event loop.

    Args:
        limits: of the queue.
        stays: whether the client may go on; the hub asks again and again.

    Attributes:
        is_shut_out: whether it ended because it may not.
    """

    def __init__(
        self,
        limits: FeedLimits,
        stays: Callable[[], bool] | None = None,
    ) -> None:
        self._limits = limits
        self._missed: Iterator[Chunk] | None = None
        self._stays = stays
        self.is_shut_out = False
        self._waiting: deque[Chunk] = deque()
        self._messages = 0
        self._bytes = 0
        self._is_over = False
        self._wake: Future[None] | None = None
        self._cut: Callable[[], object] = _nothing
        self.was_idle = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes but what waits."""
        return self._is_over

    def shut_out(self, last: Chunk) -> bool:
        """End with a last message if the client may not go on; whether it ended so."""
        if self._is_over or self._stays is None or self._stays():
            return False
        self.is_shut_out = True
        self.end(last)
        return True

    def begin(self, missed: Iterator[Chunk]) -> None:
        """Give the client what it missed before what waits, made only as fast as it takes it."""
        if not self._is_over:
            self._missed = missed
            self._awake()

    def put(self, chunk: Chunk) -> bool:
        """Let `chunk` wait for the client; False, and nothing changed, if there is no room.

        A client that has taken all before has room for any chunk.
        """
        self.was_idle = False
        if self._is_over:
            return True
        messages, size_bytes = self._messages + chunk.messages, self._bytes + len(chunk.data)
        if self._waiting and (
            messages > self._limits.queue_messages or size_bytes > self._limits.queue_bytes
        ):
            return False
        self._messages, self._bytes = messages, size_bytes
        self._waiting.append(chunk)
        self._awake()
        return True

    def end(self, last: Chunk | None = None) -> None:
        """Drop what waits, but for one last message; the client has `grace_s` to take it."""
        if self._is_over:
            return
        self._is_over = True
        self._missed = None
        self._clear()
        if last is not None:
            self._waiting.append(last)
        self._awake()
        get_running_loop().call_later(self._limits.grace_s, self._cut_off)

    def on_cut(self, cut: Callable[[], object]) -> None:
        """Have `cut` called once the client had its time: its sending may hang for ever."""
        self._cut = cut

    def released(self) -> None:
        """The client is gone: nothing is left to be cut."""
        self._cut = _nothing
        self._is_over = True
        self._missed = None
        self._clear()

    async def take(self) -> list[Chunk]:
        """What is next, once there is something; empty at the end."""
        while True:
            if self._missed is not None:
                chunk = next(self._missed, None)
                if chunk is not None:
                    return [chunk]
                self._missed = None
            if self._waiting:
                taken = list(self._waiting)
                self._clear()
                return taken
            if self._is_over:
                return []
            self._wake = get_running_loop().create_future()
            await self._wake

    def _clear(self) -> None:
        self._waiting.clear()
        self._messages = self._bytes = 0

    def _awake(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    def _cut_off(self) -> None:
        self._cut()


def _nothing() -> None:
    pass
