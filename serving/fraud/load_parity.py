"""Decisions on request beside a job under load: each payment is asked about before the job has it.

::

    file --at a rate--> job --> results, followed --------------------+
    file --some time ahead, at the same rate--> asked about --> said --+--> agree, or differ: why
"""

import asyncio
from collections.abc import Sequence
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


class LoadPlan(Struct, frozen=True):
    """How payments are asked about.

    Attributes:
        payments: of the part that the job reads at the rate, in its order.
        rate_per_s: of the job, and of the requests.
        ahead_s: how long before the job's decision of it a payment is asked about.
    """

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
        self._awaited: set[str] = set()
        self._said_at_ms: dict[str, float] = {}
        self._after_ms: list[float] = []
        self._lag_ms: list[float] = []
        self._too_late = self._asked = 0
        self._first_seen_s: float | None = None

    async def run(self) -> LoadParity:
        """Wait for the job, ask, and wait for what it decides.

        Raises:
            TimeoutError: the job decides nothing of what it reads at the rate.
        """
        first = _transaction_of(self._plan.payments[0])
        self._awaited = {first}
        following = asyncio.create_task(self._follow())
        try:
            async with asyncio.timeout(_GIVE_UP_S * 5):
                while self._first_seen_s is None:  # noqa: ASYNC110 - a look at files tells it
                    await asyncio.sleep(_LOOK_S)
            await self._ask()
            async with asyncio.timeout(_GIVE_UP_S):
                while self._agreement.waiting:  # noqa: ASYNC110 - likewise
                    await asyncio.sleep(_LOOK_S)
        except TimeoutError:
            if self._first_seen_s is None:
                raise
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        return self._result()

    async def _follow(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            polled = await asyncio.to_thread(self._results.poll)
            now_ms = time_ns() / 1e6
            for record in polled.records:
                decision = self._decode(record)
                if decision.transaction_id in self._awaited:
                    self._first_seen_s = self._first_seen_s or loop.time()
                said_ms = self._said_at_ms.pop(decision.decision_id, None)
                if said_ms is not None:
                    self._after_ms.append(now_ms - said_ms)
                self._agreement.decided(decision)
            if not polled.has_more:
                await asyncio.sleep(_LOOK_S)

    async def _ask(self) -> None:
        loop = asyncio.get_running_loop()
        if self._first_seen_s is None:
            raise TimeoutError("the job has not begun")
        plan, begun_s = self._plan, self._first_seen_s - self._plan.ahead_s
        asking: set[asyncio.Task[None]] = set()
        for number, raw in enumerate(plan.payments):
            due_s = begun_s + number / plan.rate_per_s
            now_s = loop.time()
            if due_s < now_s - plan.ahead_s / 2:
                continue  # The job has begun before this could: what it has had is not asked about.
            if due_s > now_s:
                await asyncio.sleep(due_s - now_s)
            task = asyncio.create_task(self._ask_one(raw))
            asking.add(task)
            task.add_done_callback(asking.discard)
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
            differ=counts["differ"],
            unmatched=counts["unmatched"] + self._agreement.waiting,
            other_actions=sum(one.said != one.decided for one in differences),
            declared=sum(bool(one.shortfalls) for one in differences),
            by_field=dict(sorted(by_field.items(), key=lambda item: -item[1])),
            mirror_lag_ms=_shares(self._lag_ms),
            decided_after_ms=_shares(self._after_ms),
        )


def _transaction_of(raw: bytes) -> str:
    return msgspec.json.decode(raw, type=_Identified).transaction_id


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
