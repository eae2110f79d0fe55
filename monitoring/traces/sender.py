"""Sends spans from a thread of its own: nothing that makes them waits for a collector.

::

    offer --queued, if there is room--> batches --> collector
      |  no room: dropped, counted         ^--again, later--+
"""

import logging
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic
from typing import Final

from msgspec import Struct

from monitoring.traces.collector import Collector, Said
from monitoring.traces.otlp import Sendable, encoded

_LOG: Final = logging.getLogger(__name__)


class SenderLimits(Struct, frozen=True, kw_only=True):
    """Bounds of a sender.

    Attributes:
        batch_spans: a batch has so many at most; one decision is never divided.
        linger_s: a span waits so long for others.
        most_queued_spans: what comes while so many wait is dropped.
        timeout_s: of a request.
        first_pause_s: after a failure; each further one doubles it.
        longest_pause_s: and of what a collector may ask for.
    """

    batch_spans: int = 512
    linger_s: float = 1.0
    most_queued_spans: int = 50_000
    timeout_s: float = 10.0
    first_pause_s: float = 1.0
    longest_pause_s: float = 60.0


class SenderCounts(Struct):
    """What became of spans.

    Attributes:
        sent: that a collector has taken.
        rejected: of batches that it took, those that it did not want.
        refused: of batches that it refused for good.
        dropped: for which there was no room.
        lost: that no collector had taken when the time to end was over.
        failures: requests that failed, and were or would have been made again.
    """

    sent: int = 0
    rejected: int = 0
    refused: int = 0
    dropped: int = 0
    lost: int = 0
    failures: int = 0

    @property
    def missing(self) -> int:
        """Spans that are at no collector."""
        return self.rejected + self.refused + self.dropped + self.lost


class Sender:
    """Sends what it is offered until it is closed.

    Args:
        collector: takes the batches.
        limits: bounds.
        now_s: a monotonic clock, in seconds.

    Attributes:
        counts: what became of spans.
    """

    def __init__(
        self,
        collector: Collector,
        limits: SenderLimits | None = None,
        now_s: Callable[[], float] = monotonic,
    ) -> None:
        self._collector, self._limits, self._now_s = collector, limits or SenderLimits(), now_s
        self.counts = SenderCounts()
        self._queued: deque[tuple[Sendable, float]] = deque()
        self._spans = 0
        self._changed = Condition()
        self._until_s: float | None = None
        self._is_failing = self._is_dropping = self._has_ended = False
        self._thread = Thread(target=self._run, name="traces", daemon=True)
        self._thread.start()

    def offer(self, part: Sendable) -> bool:
        """Queue the spans of a decision; whether there was room."""
        with self._changed:
            has_room = self._spans + len(part.spans) <= self._limits.most_queued_spans
            if self._until_s is not None or not has_room:
                if not self._is_dropping:
                    _LOG.warning("spans are dropped: %d wait for the collector", self._spans)
                self._is_dropping = True
                self.counts.dropped += len(part.spans)
                return False
            self._is_dropping = False
            self._queued.append((part, self._now_s()))
            self._spans += len(part.spans)
            self._changed.notify_all()
            return True

    def wait_for_room(self, timeout_s: float) -> bool:
        """Wait until the queue is half empty, but for no collector that fails.

        Returns:
            False if the time was over before either.
        """
        half = self._limits.most_queued_spans // 2
        with self._changed:
            return self._changed.wait_for(
                lambda: self._spans <= half or self._is_failing, timeout_s
            )

    def close(self, timeout_s: float) -> None:
        """Take no more, and send what is queued as far as the time goes; the rest is lost."""
        with self._changed:
            self._until_s = self._now_s() + timeout_s
            self._changed.notify_all()
        self._thread.join(timeout_s)
        with self._changed:
            self._has_ended = True
            self.counts.lost, self._spans = self._spans, 0
            self._queued.clear()
            if self.counts.missing:
                _LOG.warning("spans that are at no collector: %d", self.counts.missing)

    def _run(self) -> None:
        pause_s = 0.0
        while True:
            batch = self._next(pause_s)
            if not batch:
                return
            said = self._collector.post(encoded(batch), self._timeout_s())
            pause_s = self._take(said, batch, pause_s)

    def _next(self, pause_s: float) -> list[Sendable]:
        """The next batch, which stays in the queue until something is said; empty at the end."""
        with self._changed:
            self._pause(pause_s)
            self._changed.wait_for(lambda: self._queued or self._until_s is not None)
            if self._queued:
                left_s = self._queued[0][1] + self._limits.linger_s - self._now_s()
                self._changed.wait_for(self._is_due, max(0.0, left_s))
            if self._until_s is not None and self._now_s() >= self._until_s:
                return []
            return self._first()

    def _pause(self, pause_s: float) -> None:
        """Wait after a failure; one request more is made as soon as this is told to end."""
        is_ending = self._until_s is not None
        if self._until_s is not None:
            pause_s = min(pause_s, max(0.0, self._until_s - self._now_s()))
        self._changed.wait_for(lambda: not is_ending and self._until_s is not None, pause_s)

    def _is_due(self) -> bool:
        return self._until_s is not None or self._spans >= self._limits.batch_spans

    def _first(self) -> list[Sendable]:
        batch: list[Sendable] = []
        spans = 0
        for part, _ in self._queued:
            spans += len(part.spans)
            if batch and spans > self._limits.batch_spans:
                break
            batch.append(part)
        return batch

    def _timeout_s(self) -> float:
        if self._until_s is None:
            return self._limits.timeout_s
        return min(self._limits.timeout_s, max(0.1, self._until_s - self._now_s()))

    def _take(self, said: Said, batch: list[Sendable], pause_s: float) -> float:
        """Take note of what was said; seconds to wait before the next request."""
        with self._changed:
            if self._has_ended:
                return 0.0  # It has been counted as lost.
            if (said.outcome == "again") != self._is_failing or said.outcome == "refused":
                _LOG.warning("collector of traces: %s", said.why or "answers again")
            self._is_failing = said.outcome == "again"
            self._changed.notify_all()
            if said.outcome == "again":
                self.counts.failures += 1
                return self._pause_s(said, pause_s)
            spans = sum(len(part.spans) for part in batch)
            for _ in batch:
                self._queued.popleft()
            self._spans -= spans
            rejected = min(said.rejected_spans, spans)
            self.counts.rejected += rejected
            self.counts.sent += spans - rejected if said.outcome == "taken" else 0
            self.counts.refused += spans if said.outcome == "refused" else 0
            return 0.0

    def _pause_s(self, said: Said, pause_s: float) -> float:
        longest_s = self._limits.longest_pause_s
        if said.retry_after_s is not None:
            return min(said.retry_after_s, longest_s)
        return min(max(self._limits.first_pause_s, 2 * pause_s), longest_s)
