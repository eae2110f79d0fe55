"""Records that a request leaves behind, on to a stream, without the request waiting for it.

::

    record --queued, if there is room--> batches, in their order --> stream
                                             ^--refused, or away--+
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final, NamedTuple, Protocol

MOST_QUEUED: Final = 20_000
"""Records that wait for the stream: forty seconds of 500 a second."""

_MOST_AT_ONCE: Final = 500
_MOST_BYTES_AT_ONCE: Final = 4 << 20
"""A call of PutRecords takes 5 MiB, partition keys among them (Kinesis API reference)."""
_EVERY_S: Final = 0.02
_RETRY_S: Final = 1.0
_TRIES_AT_LAST: Final = 3
_log = logging.getLogger(__name__)


class Forwarding(Protocol):
    """Brings records to a stream."""

    def send(self, key: str, data: bytes) -> bool:
        """Queue one; whether there was room."""


class NoForwarding:
    """For records that their sender writes to the stream as well."""

    def send(self, key: str, data: bytes) -> bool:  # noqa: ARG002 - of the protocol
        """Do nothing, and be content."""
        return True


class KeyedRecord(NamedTuple):
    """One record: what it is partitioned by, and its bytes."""

    key: str
    data: bytes


class Stream(Protocol):
    """Where records go."""

    def put(self, records: Sequence[KeyedRecord]) -> Sequence[KeyedRecord]:
        """Write at most 500 records of about 4 MiB; those that were refused, in their order.

        Raises:
            OSError: nothing could be written now.
        """


class QueuedForwarding:
    """Writes queued records to a stream.

    A record that is refused goes out again before all that came after it; a stream keeps the order
    of a key as far as it takes the records of a batch, or none.

    Args:
        stream: where they go; asked in a thread.
        most_queued: that wait; a further one is not taken.
        retry_s: pause after what was refused.

    Attributes:
        written: records that the stream has taken.
        failures: calls of which the stream took nothing, or not all.
    """

    def __init__(
        self, stream: Stream, most_queued: int = MOST_QUEUED, retry_s: float = _RETRY_S
    ) -> None:
        self._stream, self._most_queued, self._retry_s = stream, most_queued, retry_s
        self._queued: deque[KeyedRecord] = deque()
        self._under_way = 0
        self._closing = False
        self.written = self.failures = 0

    def __len__(self) -> int:
        """Number of records that the stream has not taken yet."""
        return len(self._queued) + self._under_way

    def send(self, key: str, data: bytes) -> bool:
        """Queue one; whether there was room."""
        if self._closing or len(self) >= self._most_queued:
            return False
        self._queued.append(KeyedRecord(key, data))
        return True

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write what is queued; at the end take no more, and write the rest if the stream takes it.

        What it does not take after some tries is logged by its number: it is lost.
        """
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._closing = True
            await task

    async def _run(self) -> None:
        tries_left = _TRIES_AT_LAST
        while self._queued or not self._closing:
            if not self._queued:
                await asyncio.sleep(_EVERY_S)
                continue
            if await self._write_some():
                continue
            tries_left -= self._closing
            if not tries_left:
                _log.error("records that the stream did not take are lost: %d", len(self))
                return
            await asyncio.sleep(self._retry_s)

    def _oldest(self) -> list[KeyedRecord]:
        """Take out as many as one call may write: at least one, which may be large."""
        batch: list[KeyedRecord] = []
        size = 0
        while self._queued and len(batch) < _MOST_AT_ONCE and size < _MOST_BYTES_AT_ONCE:
            batch.append(self._queued.popleft())
            size += len(batch[-1].data)
        return batch

    async def _write_some(self) -> bool:
        """Write the oldest records; whether the stream took all of them."""
        batch = self._oldest()
        self._under_way = len(batch)
        try:
            refused = await asyncio.to_thread(self._stream.put, batch)
        except OSError as error:
            _log.warning("the stream takes nothing now: %s", error)
            refused = batch
        self._under_way = 0
        self._queued.extendleft(reversed(refused))
        self.written += len(batch) - len(refused)
        self.failures += bool(refused)
        return not refused
