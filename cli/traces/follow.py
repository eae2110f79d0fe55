"""What `revstream traces` does: decisions are followed, sampled, and given to a sender."""

import asyncio
import signal
from collections import Counter
from collections.abc import Callable
from time import time_ns
from typing import Final

from events.shared.json_records import RecordDecoder
from monitoring.recent_ids import RecentIds
from monitoring.traces.record import TimeFrom, TracedDecision, of_job
from monitoring.traces.sampling import Sampling
from monitoring.traces.sender import Sender
from monitoring.traces.spans import spans_of
from serving.shared.background import beside
from serving.shared.tail.following import Following, Looked
from serving.shared.tail.growing_file import MOST_LINE_BYTES
from serving.shared.tail.source import RecordSource

_REMEMBERED_IDS: Final = 200_000
"""A job that fails writes again what came after its last checkpoint; that is far less."""

_ROOM_S: Final = 1.0
"""So long a look waits for a collector that answers, before spans are dropped."""


class TraceTail:
    """Gives a sender the spans of decisions as they come, each once in a run.

    Args:
        sampling: which are sent.
        sender: takes them.
        time_from: what their times are taken from.
        with_merchant: whether spans name the merchant.
        now_ns: the time, in nanoseconds since 1970.

    Attributes:
        counts: decisions by why they were kept; `left_out` and `repeated` were not.
    """

    def __init__(
        self,
        sampling: Sampling,
        sender: Sender,
        *,
        time_from: TimeFrom = "seen",
        with_merchant: bool = False,
        now_ns: Callable[[], int] = time_ns,
    ) -> None:
        self._sampling, self._sender = sampling, sender
        self._time_from, self._with_merchant, self._now_ns = time_from, with_merchant, now_ns
        self._recent = RecentIds(_REMEMBERED_IDS)
        self._run = 1
        self.counts: Counter[str] = Counter()

    def take(self, looked: Looked[TracedDecision]) -> None:
        """Take what one look gave."""
        if looked.run != self._run:
            self._run = looked.run
            self._recent.clear()
        if looked.read:
            self._sender.wait_for_room(_ROOM_S)
        seen_ns = self._now_ns()
        for decision in looked.read:
            if self._recent.is_new(decision.decision_id):
                self._trace(decision, seen_ns)
            else:
                self.counts["repeated"] += 1

    def _trace(self, decision: TracedDecision, seen_ns: int) -> None:
        one = of_job(decision, seen_ns, self._time_from)
        kept = self._sampling.kept(one)
        self.counts["left_out" if kept is None else kept.why] += 1
        if kept is not None:
            self._sender.offer(spans_of(one, kept, with_merchant=self._with_merchant))


def follow(source: RecordSource, tail: TraceTail, *, once: bool) -> int:
    """Follow until a signal ends it, or, once, to the end of what is there.

    Returns:
        Number of damaged records.
    """
    return asyncio.run(_followed(source, tail, once=once))


async def _followed(source: RecordSource, tail: TraceTail, *, once: bool) -> int:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)

    def take(looked: Looked[TracedDecision]) -> None:
        tail.take(looked)
        if once and not looked.has_more:
            ended.set()

    read = RecordDecoder(TracedDecision, MOST_LINE_BYTES).decode
    following = Following("decisions", source, read, take)
    async with beside(following.run):
        await ended.wait()
    return following.damaged
