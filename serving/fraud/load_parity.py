"""Decisions on request beside a job under load: each payment is asked about before the job has it.

::

    file --history, a rest, at a rate--> job --> results, followed ---+--> how far the job is
                                                                      |          |
    file --as far ahead of the job as is wanted--> asked, said -------+--> agree, or differ: why
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from time import time_ns
from typing import Final

import msgspec
from msgspec import Struct

from events.fraud.decision import Decision
from serving.fraud.agreement import Agreement
from serving.fraud.answer import Answer
from serving.fraud.scoring import PaymentScoring
from serving.shared.caller import Caller
from serving.shared.tail.source import RecordSource

_ALL: Final = Caller("parity", "parity", frozenset({"score"}), None)
_DEADLINE_MS: Final = 5_000
_LOOK_S: Final = 0.02
_GIVE_UP_S: Final = 60.0
_AT_ONCE: Final = 8


class LoadPlan(Struct, frozen=True):
    """How payments are asked about.

    Attributes:
        end_of_history: once the job has decided one of them, it rests for some seconds.
        payments: that it reads at the rate then, in its order.
        rate_per_s: of the job.
        ahead_s: how long before the job's decision of it a payment is asked about.
    """

    end_of_history: Sequence[bytes]
    payments: Sequence[bytes]
    rate_per_s: float
    ahead_s: float


class LoadParity(Struct):
    """What came of it.

    Attributes:
        asked: requests.
        too_late: of these, payments that the job had already.
        agree: answers that the job then decided likewise.
        differ: answers that it decided otherwise.
        unmatched: answers that it had not decided by the end.
        other_actions: of those that differ, with another action.
        declared: of those that differ, with a word that they may.
        by_field: those that differ, by what does.
        mirror_lag_ms: how far the store was behind, by share of the requests.
        decided_after_ms: from the answer to the job's decision, likewise.
    """

    asked: int
    too_late: int
    agree: int
    differ: int
    unmatched: int
    other_actions: int
    declared: int
    by_field: dict[str, int]
    mirror_lag_ms: dict[str, float]
    decided_after_ms: dict[str, float]

    @property
    def share_that_differs(self) -> float:
        """Of the answers that the job has decided."""
        compared = self.agree + self.differ
        return self.differ / compared if compared else 1.0


class LoadRun:
    """One run.

    Args:
        scoring: what is asked.
        agreement: that it tells of its answers.
        results: the decisions of the job.
        plan: of the requests.
    """

    def __init__(
        self,
        scoring: PaymentScoring,
        agreement: Agreement,
        results: RecordSource,
        plan: LoadPlan,
    ) -> None:
        self._scoring, self._agreement = scoring, agreement
        self._results, self._plan = results, plan
        self._decode = msgspec.json.Decoder(Decision).decode
        self._said_at_ms: dict[str, float] = {}
        self._after_ms: list[float] = []
        self._lag_ms: list[float] = []
        self._too_late = self._asked = 0
        # Of the end of the history, and of each payment after it, by its transaction.
        ends = map(_transaction_of, plan.end_of_history)
        places = enumerate(map(_transaction_of, plan.payments), start=1)
        self._place = {**dict.fromkeys(ends, 0), **{one: at for at, one in places}}
        self._job_is_at: int | None = None

    async def run(self) -> LoadParity:
        """Wait for the job, ask, and wait for what it decides.

        Raises:
            TimeoutError: the job decides nothing of what it was to.
        """
        following = asyncio.create_task(self._follow())
        try:
            async with asyncio.timeout(_GIVE_UP_S * 5):
                while self._job_is_at is None:  # noqa: ASYNC110 - a look at files tells it
                    await asyncio.sleep(_LOOK_S)
            await self._ask()
            with suppress(TimeoutError):
                async with asyncio.timeout(_GIVE_UP_S):
                    while self._agreement.waiting:  # noqa: ASYNC110 - likewise
                        await asyncio.sleep(_LOOK_S)
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        return self._result()

    async def _follow(self) -> None:
        while True:
            polled = await asyncio.to_thread(self._results.poll)
            now_ms = time_ns() / 1e6
            for record in polled.records:
                self._note(self._decode(record), now_ms)
            if not polled.has_more:
                await asyncio.sleep(_LOOK_S)

    def _note(self, decision: Decision, now_ms: float) -> None:
        place = self._place.get(decision.transaction_id)
        if place is not None:
            self._job_is_at = max(place, self._job_is_at or 0)
        said_ms = self._said_at_ms.pop(decision.decision_id, None)
        if said_ms is not None:
            self._after_ms.append(now_ms - said_ms)
        self._agreement.decided(decision)

    async def _ask(self) -> None:
        """Ask about each payment as far ahead of the job as is wanted, a few at a time.

        Raises:
            TimeoutError: the job decides nothing any more.
        """
        ahead = int(self._plan.ahead_s * self._plan.rate_per_s)
        asking: set[asyncio.Task[None]] = set()
        room = asyncio.Semaphore(_AT_ONCE)
        for number, raw in enumerate(self._plan.payments):
            async with asyncio.timeout(_GIVE_UP_S):
                while number >= (self._job_is_at or 0) + ahead:  # noqa: ASYNC110 - likewise
                    await asyncio.sleep(_LOOK_S)
            await room.acquire()
            task = asyncio.create_task(self._ask_one(raw))
            asking.add(task)
            task.add_done_callback(asking.discard)
            task.add_done_callback(lambda _: room.release())
        await asyncio.gather(*asking)

    async def _ask_one(self, raw: bytes) -> None:
        answer = await self._scoring.decide(raw, _ALL, _DEADLINE_MS)
        self._asked += 1
        if not isinstance(answer, Answer):
            self._too_late += 1
            return
        self._said_at_ms[answer.decision.decision_id] = time_ns() / 1e6
        if answer.mirror_lag_ms is not None:
            self._lag_ms.append(answer.mirror_lag_ms)

    def _result(self) -> LoadParity:
        differences = self._agreement.differences()
        by_field: dict[str, int] = {}
        for one in differences:
            for name in one.fields:
                by_field[name] = by_field.get(name, 0) + 1
        counts = self._agreement.counts
        return LoadParity(
            asked=self._asked,
            too_late=self._too_late,
            agree=counts["agree"],
            differ=counts["differ"] + counts["other_versions"],
            unmatched=counts["unmatched"] + self._agreement.waiting,
            other_actions=sum(one.said != one.decided for one in differences),
            declared=sum(bool(one.shortfalls) for one in differences),
            by_field=dict(sorted(by_field.items(), key=lambda item: -item[1])),
            mirror_lag_ms=_shares(self._lag_ms),
            decided_after_ms=_shares(self._after_ms),
        )


def _transaction_of(raw: bytes) -> str | None:
    """The transaction of a payment; None of a record that is none."""
    try:
        return msgspec.json.decode(raw, type=_Identified).transaction_id
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


class _Identified(Struct):
    transaction_id: str


def _shares(values: Sequence[float]) -> dict[str, float]:
    """The values that half, and 99 of 100, do not exceed, and the largest."""
    ordered = sorted(values)
    if not ordered:
        return {}
    at = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    last = len(ordered) - 1
    return {
        name: round(ordered[min(last, int(share * len(ordered)))], 1) for name, share in at.items()
    }
