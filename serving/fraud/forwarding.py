"""Payments that were decided on request, on to the stream that the job reads.

A request does not wait for the stream: payments are queued and go out in batches, those of one
card in their order. What the stream refuses goes out again.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NamedTuple, Protocol

_MOST_QUEUED: Final = 20_000
_MOST_AT_ONCE: Final = 500
_EVERY_S: Final = 0.02
_RETRY_S: Final = 1.0
_log = logging.getLogger(__name__)


class Forwarding(Protocol):
    """Brings payments to the stream."""

    def send(self, card_id: str, raw: bytes) -> bool:
        """Queue one; whether there was room."""


class NoForwarding:
    """For a caller who writes to the stream as well."""

    def send(self, card_id: str, raw: bytes) -> bool:  # noqa: ARG002 - of the protocol
        """Do nothing, and be content."""
        return True


class Record(NamedTuple):
    """One payment for the stream: what it is partitioned by, and its bytes."""

    card_id: str
    raw: bytes


class Stream(Protocol):
    """Where records go."""

    def put(self, records: Sequence[Record]) -> Sequence[Record]:
        """Write records; those that were refused, in their order.

        Raises:
            OSError: nothing could be written now.
        """


class QueuedForwarding:
    """Writes queued payments to a stream, from a thread of its own.

    Args:
        stream: where they go.
        most_queued: that wait; a further one is not taken.
    """

    def __init__(self, stream: Stream, most_queued: int = _MOST_QUEUED) -> None:
        self._stream = stream
        self._queued: deque[Record] = deque()
        self._most_queued = most_queued
        self._closing = False
        self.failures = 0

    def __len__(self) -> int:
        """Number of payments that wait."""
        return len(self._queued)

    def send(self, card_id: str, raw: bytes) -> bool:
        """Queue one; whether there was room."""
        if self._closing or len(self._queued) >= self._most_queued:
            return False
        self._queued.append(Record(card_id, raw))
        return True

    async def run(self) -> None:
        """Write what is queued until `close`, then the rest."""
        while not self._closing or self._queued:
            if not self._queued:
                await asyncio.sleep(_EVERY_S)
                continue
            batch = [self._queued.popleft() for _ in range(min(_MOST_AT_ONCE, len(self._queued)))]
            refused = await self._written(batch)
            self._queued.extendleft(reversed(refused))
            if refused:
                if self._closing:
                    _log.error("%d payments were not forwarded to the stream", len(self._queued))
                    return
                await asyncio.sleep(_RETRY_S)

    async def _written(self, batch: Sequence[Record]) -> Sequence[Record]:
        try:
            return await asyncio.to_thread(self._stream.put, batch)
        except OSError as error:
            self.failures += 1
            _log.warning("payments wait for the stream: %s", error)
            return batch

    async def close(self, running: "asyncio.Task[None]") -> None:
        """Take no more, and wait for the rest to be written or refused once."""
        self._closing = True
        with suppress(asyncio.CancelledError):
            await running
