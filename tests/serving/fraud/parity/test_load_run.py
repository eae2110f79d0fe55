"""Asking beside a job: a stand-in, whose results come as a running job's do."""

import asyncio
from collections.abc import Callable, Sequence
from time import time_ns

import pytest
from redis import Redis

from events.fraud.decision import Decision
from events.fraud.payment import Payment
from events.shared.json_records import encode
from online_store.async_connection import connect_async
from online_store.connection import StoreSettings
from servers.valkey import ValkeyServer
from serving.fraud.answer import Answer, Refusal
from serving.fraud.parity import load_run
from serving.fraud.parity.job_stand_in import JobStandIn
from serving.fraud.parity.load_causes import JOB_WAS_AHEAD, OTHER_ORDER
from serving.fraud.parity.load_log import LoadLog, LoggedAgreement, LoggedStates
from serving.fraud.parity.load_parity import LoadParity
from serving.fraud.parity.load_plan import load_plan
from serving.fraud.parity.load_run import LoadRun
from serving.fraud.sync_scoring import SyncScoring
from serving.shared.caller import Caller
from serving.shared.forwarding import NoForwarding
from serving.shared.tail.source import Polled
from simulator.disorder_settings import Disorder
from simulator.scenario import Scenario, wire_records
from tests.serving.fraud.asking import job_beside, scorer

SCENARIO = Scenario(seed=5, cards=12, merchants=20, days=20, payments=240, fraud_rate=0.05)
DISORDER = Disorder(swapped_rate=0.1, duplicate_rate=0.1, malformed_rate=0.05)
HISTORY = 60
AHEAD = 20
RECORDS = tuple(wire_records(SCENARIO, DISORDER))
PACED = len(RECORDS) - HISTORY
PLACES = {one.raw: at - HISTORY + 1 for at, one in reversed(tuple(enumerate(RECORDS)))}
NOT_DECIDED = sum(one.kind in {"duplicate", "malformed"} for one in RECORDS[HISTORY:])


class Counted(SyncScoring):
    """Knows how far in the paced records it was asked, or told of a payment."""

    handled = 0

    async def decide(self, raw: bytes, caller: Caller, deadline_ms: int) -> Answer | Refusal:
        """As it is; counted once it is answered."""
        answer = await super().decide(raw, caller, deadline_ms)
        self.handled = max(self.handled, PLACES[raw])
        return answer

    def expect(self, raw: bytes, caller: Caller) -> None:
        """As it is."""
        super().expect(raw, caller)
        self.handled = max(self.handled, PLACES[raw])


class Job:
    """Decides the history, then some records whenever enough of those after them were handled.

    Args:
        job: what decides.
        records: of the stream.
        scoring: what is asked about them.
        at_once: how many it decides.
    """

    def __init__(
        self, job: JobStandIn, records: Sequence[bytes], scoring: Counted, at_once: int
    ) -> None:
        self._job, self._scoring, self._at_once = job, scoring, at_once
        self._history, self._left = list(records[:HISTORY]), list(records[HISTORY:])
        self._taken = 0

    def poll(self) -> Polled:
        """The decisions of the next records, if it is time for them."""
        taken, self._history = self._history, []
        enough = min(self._taken, PACED - AHEAD) + AHEAD // 2
        if not taken and self._scoring.handled >= enough:
            taken, self._left = self._left[: self._at_once], self._left[self._at_once :]
            self._taken += len(taken)
        decided = [self._decided(raw) for raw in taken]
        return Polled([encode(one) for one in decided if one is not None])

    def _decided(self, raw: bytes) -> Decision | None:
        payment = scorer().decode(raw, time_ns() // 1_000_000)
        return self._job.take(payment) if isinstance(payment, Payment) else None

    def close(self) -> None:
        """Nothing is open."""


def run_beside(
    store: Redis, url: str, at_once: int, begins: Callable[[], bool] = lambda: True
) -> LoadParity:
    records = [one.raw for one in RECORDS]
    plan = load_plan(
        records, scorer().decode, paced=PACED, end=10, rate_per_s=AHEAD * 2, ahead_s=0.5
    )

    async def may_begin() -> bool:
        return begins()

    async def run() -> LoadParity:
        client, log = connect_async(StoreSettings(url, 10_000, 10_000)), LoadLog()
        agreement = LoggedAgreement(log, PACED)
        try:
            scoring = Counted(scorer(), LoggedStates(client, log), NoForwarding(), agreement)
            job = Job(job_beside(store), records, scoring, at_once)
            return await LoadRun(scorer(), scoring, agreement, log, job, plan, may_begin).run()
        finally:
            await client.aclose()

    return asyncio.run(run())


def test_who_keeps_up_asks_about_every_record_and_all_of_it_is_decided(
    valkey: ValkeyServer, store: Redis
) -> None:
    result = run_beside(store, valkey.url, at_once=3)
    assert (result.asked, result.passed_over, result.too_late) == (PACED, 0, 0)
    assert result.refused + result.repeated == NOT_DECIDED
    assert result.agree + result.differ == PACED - NOT_DECIDED
    assert result.by_cause.keys() <= {OTHER_ORDER}
    assert result.unmatched == 0
    assert result.mirror_lag_ms.keys() == result.decided_after_ms.keys() == {"p50", "p99", "max"}


def test_who_does_not_keep_up_passes_over_what_then_counts_for_the_rest(
    valkey: ValkeyServer, store: Redis
) -> None:
    result = run_beside(store, valkey.url, at_once=60)
    assert result.passed_over > PACED // 4
    assert result.asked + result.passed_over == PACED
    assert result.agree > AHEAD // 4
    # A copy of one that was passed over may be late, and asked about after the job has had it.
    assert result.by_cause.keys() <= {OTHER_ORDER, JOB_WAS_AHEAD}
    assert result.unmatched == 0


def test_nothing_is_asked_before_the_store_has_the_history(
    valkey: ValkeyServer, store: Redis
) -> None:
    looks: list[int] = []

    def begins() -> bool:
        looks.append(len(list(store.scan_iter("pending:*"))))
        return len(looks) == 3

    assert run_beside(store, valkey.url, at_once=3, begins=begins).asked == PACED
    assert looks == [0, 0, 0]


@pytest.mark.parametrize(
    ("agree", "differ", "unmatched", "holds"),
    [(99, 1, 0, True), (98, 2, 0, False), (100, 0, 1, False), (0, 0, 0, False)],
)
def test_it_holds_if_all_was_decided_and_few_enough_differ(
    agree: int,
    differ: int,
    unmatched: int,
    holds: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    result = LoadParity(
        asked=100,
        passed_over=0,
        repeated=0,
        refused=0,
        too_late=0,
        agree=agree,
        differ=differ,
        unmatched=unmatched,
        other_actions=0,
        declared=0,
        by_cause={},
        by_field={},
        listed=[],
        mirror_lag_ms={},
        decided_after_ms={},
    )
    assert result.holds(0.01) is holds


def test_without_the_history_in_the_store_it_ends_with_a_word(
    valkey: ValkeyServer, store: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_run, "_START_S", 0.1)
    with pytest.raises(TimeoutError, match="the payments before those at the rate"):
        run_beside(store, valkey.url, at_once=3, begins=lambda: False)
