"""One run of a comparison under load: follow the job, ask ahead of it, wait for what it decides.

::

    file --history, a rest, at a rate--> job --> results, followed ---+--> how far the job is
                                                                      |          |
    file --as far ahead of the job as is wanted--> asked, said -------+--> agree, or differ: why
               +--too close to it already--> passed over: known to be on its way
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic, time_ns
from typing import Final

import msgspec

from events.fraud.decision import Decision, decision_id
from serving.fraud.agreement import Agreement
from serving.fraud.answer import Answer
from serving.fraud.parity.load_causes import LoadCauses
from serving.fraud.parity.load_listing import listed
from serving.fraud.parity.load_log import LoadLog
from serving.fraud.parity.load_parity import LoadParity, shares
from serving.fraud.parity.load_plan import LoadPlan, Paced
from serving.fraud.payment_scorer import PaymentScorer
from serving.fraud.sync_scoring import SyncScoring
from serving.shared.caller import Caller
from serving.shared.tail.source import RecordSource

_ALL: Final = Caller("parity", "parity", frozenset({"score"}), None)
_DEADLINE_MS: Final = 5_000
_LOOK_S: Final = 0.02
_GIVE_UP_S: Final = 60.0
_START_S: Final = 180.0
"""From one decision of the history to the next, and from the start of the job to the first."""

_AT_ONCE: Final = 8


class LoadRun:
    """One run.

    Args:
        scorer: knows the keys of payments.
        scoring: what is asked.
        agreement: that it tells of its answers.
        log: that agreement and store tell of theirs.
        results: the decisions of the job.
        plan: of the requests.
        begins: whether the store has the history, so that asking makes sense.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what takes part
        self,
        scorer: PaymentScorer,
        scoring: SyncScoring,
        agreement: Agreement,
        log: LoadLog,
        results: RecordSource,
        plan: LoadPlan,
        begins: Callable[[], Awaitable[bool]],
    ) -> None:
        self._scorer, self._scoring = scorer, scoring
        self._agreement, self._log = agreement, log
        self._results, self._plan, self._begins = results, plan, begins
        self._decode = msgspec.json.Decoder(Decision).decode
        self._said_at_ms: dict[str, float] = {}
        self._after_ms: list[float] = []
        self._lag_ms: list[float] = []
        self._asked = self._passed_over = self._repeated = self._refused = self._too_late = 0
        self._job_is_at: int | None = None
        self._heard_at_s = monotonic()
        self._catches_up = False

    async def run(self) -> LoadParity:
        """Wait for the job, ask, and wait for what it decides.

        Raises:
            TimeoutError: the job decides nothing of what it was to, or the store is not told.
        """
        following, comparing = (
            asyncio.create_task(one) for one in (self._follow(), self._compare())
        )
        try:
            await asyncio.wait({following, comparing}, return_when=asyncio.FIRST_COMPLETED)
            if following.done():
                following.result()  # It never ends by itself: this raises.
            comparing.result()
        finally:
            for task in (following, comparing):
                task.cancel()
            await asyncio.gather(following, comparing, return_exceptions=True)
        return self._result()

    async def _compare(self) -> None:
        await self._wait_for_history()
        await self._ask()
        with suppress(TimeoutError):
            async with asyncio.timeout(_GIVE_UP_S):
                while self._agreement.waiting:  # noqa: ASYNC110 - a look at files tells it
                    await asyncio.sleep(_LOOK_S)

    async def _wait_for_history(self) -> None:
        """Wait until the job has decided the history and told the store of it.

        Raises:
            TimeoutError: it decides nothing any more, and has not.
        """
        while self._job_is_at is None or not await self._begins():
            if monotonic() > self._heard_at_s + _START_S:
                what = "decided" if self._job_is_at is None else "told the store of"
                raise TimeoutError(
                    f"the job has not {what} the payments before those at the rate, and decided"
                    f" nothing for {_START_S:.0f} s"
                )
            await asyncio.sleep(_LOOK_S)

    async def _follow(self) -> None:
        while True:
            polled = await asyncio.to_thread(self._results.poll)
            now_ms = time_ns() / 1e6
            if polled.records:
                self._heard_at_s = monotonic()
            for record in polled.records:
                self._heard(self._decode(record), now_ms)
            if not polled.has_more:
                await asyncio.sleep(_LOOK_S)

    def _heard(self, decision: Decision, now_ms: float) -> None:
        place = self._plan.places.get(decision.decision_id)
        if place is None:
            return
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
        asking: set[asyncio.Task[None]] = set()
        room = asyncio.Semaphore(_AT_ONCE)
        for number, one in enumerate(self._plan.paced):
            async with asyncio.timeout(_GIVE_UP_S):
                while self._ahead_at(number) >= self._plan.ahead:  # noqa: ASYNC110 - likewise
                    await asyncio.sleep(_LOOK_S)
            if self._is_close(number):
                # First the answers to those before it, that are to know nothing of it.
                await asyncio.gather(*asking)
                self._pass_over(one)
                continue
            await room.acquire()
            task = asyncio.create_task(self._ask_one(one))
            asking.add(task)
            task.add_done_callback(asking.discard)
            task.add_done_callback(lambda _: room.release())
        await asyncio.gather(*asking)

    def _ahead_at(self, number: int) -> int:
        return number - (self._job_is_at or 0)

    def _is_close(self, number: int) -> bool:
        """Whether the job is so close behind that who asks must get ahead of it first."""
        if not self._job_is_at:
            return False  # It rests.
        ahead = self._plan.ahead
        self._catches_up = self._ahead_at(number) < (ahead * 3 if self._catches_up else ahead) // 4
        return self._catches_up

    def _pass_over(self, one: Paced) -> None:
        self._passed_over += 1
        if one.payment is not None:
            self._log.passed_over(decision_id(one.payment))
            self._scoring.expect(one.raw, _ALL)

    async def _ask_one(self, one: Paced) -> None:
        answer = await self._scoring.decide(one.raw, _ALL, _DEADLINE_MS)
        self._asked += 1
        if not isinstance(answer, Answer):
            is_late = answer.kind == "duplicate" and one.payment is not None
            self._too_late += is_late
            self._refused += not is_late
            return
        if answer.repeated:
            self._repeated += 1
            return
        self._said_at_ms[answer.decision.decision_id] = time_ns() / 1e6
        if answer.mirror_lag_ms is not None:
            self._lag_ms.append(answer.mirror_lag_ms)

    def _result(self) -> LoadParity:
        differences = self._agreement.differences()
        by_field = Counter(name for one in differences for name in one.fields)
        counts = self._agreement.counts
        causes = LoadCauses(self._plan, self._log, self._scorer.keys)
        caused = [(causes.of(one), one) for one in differences]
        by_cause = Counter(cause for cause, _ in caused)
        return LoadParity(
            asked=self._asked,
            passed_over=self._passed_over,
            repeated=self._repeated,
            refused=self._refused,
            too_late=self._too_late,
            agree=counts["agree"],
            differ=counts["differ"] + counts["other_versions"],
            unmatched=counts["unmatched"] + self._agreement.waiting,
            other_actions=sum(one.said != one.decided for one in differences),
            declared=sum(bool(one.shortfalls) for one in differences),
            by_cause=dict(by_cause.most_common()),
            by_field=dict(by_field.most_common()),
            listed=listed(caused, causes, self._plan, self._log),
            mirror_lag_ms=shares(self._lag_ms),
            decided_after_ms=shares(self._after_ms),
        )
