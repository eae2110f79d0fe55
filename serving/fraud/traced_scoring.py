"""Decisions on request leave spans behind; the request waits for none of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import time_ns
from typing import Final

from monitoring.traces.record import Answered, Occurrence, of_decision, stages_of
from monitoring.traces.sampling import Sampling
from monitoring.traces.sender import Sender
from monitoring.traces.spans import spans_of
from serving.fraud.answer import Answer, Refusal
from serving.fraud.scoring import PaymentScoring
from serving.shared.caller import Caller

FLUSH_S: Final = 5.0
"""At the end so long is waited for the collector."""


def occurrence_of(answer: Answer, begin_ns: int, end_ns: int) -> Occurrence:
    """When an answer was made, from the request to what was said, by the clock of the service."""
    decision = of_decision(answer.decision)
    took_us = max((end_ns - begin_ns) // 1000, sum(stages_of(decision).values()))
    answered = Answered(answer.basis, answer.shortfalls)
    return Occurrence(decision, end_ns, took_us, "request", answered)


class TracedScoring:
    """Decides as another does, and gives the spans of its answers to a sender.

    A repeated answer has been sent before, and a refusal decides nothing.

    Args:
        scoring: decides.
        sampling: which answers are sent.
        sender: takes them.
        now_ns: the time, in nanoseconds since 1970.
    """

    def __init__(
        self,
        scoring: PaymentScoring,
        sampling: Sampling,
        sender: Sender,
        now_ns: Callable[[], int] = time_ns,
    ) -> None:
        self._scoring, self._sampling, self._sender = scoring, sampling, sender
        self._now_ns = now_ns

    async def decide(self, raw: bytes, caller: Caller, deadline_ms: int) -> Answer | Refusal:
        """The decision of one payment; see `PaymentScoring`."""
        begin_ns = self._now_ns()
        result = await self._scoring.decide(raw, caller, deadline_ms)
        if isinstance(result, Answer) and not result.repeated:
            one = occurrence_of(result, begin_ns, self._now_ns())
            kept = self._sampling.kept(one)
            if kept is not None:
                self._sender.offer(spans_of(one, kept))
        return result

    @asynccontextmanager
    async def running(self, *_: object) -> AsyncIterator[None]:
        """Send until the block ends, and then what is left, as far as the time goes."""
        try:
            yield
        finally:
            await asyncio.to_thread(self._sender.close, FLUSH_S)
