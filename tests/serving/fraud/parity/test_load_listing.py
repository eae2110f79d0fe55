"""The differences beside a running job one by one."""

from collections.abc import Sequence

import msgspec

from events.fraud.decision import Decision, decision_id
from serving.fraud.agreement import Difference, differing
from serving.fraud.answer import Answer
from serving.fraud.parity.load_causes import UNEXPLAINED, LoadCauses
from serving.fraud.parity.load_listing import (
    MOST_OF_A_CAUSE,
    ListedDifference,
    NearPayment,
    TwoValues,
    listed,
)
from serving.fraud.parity.load_log import LoadLog, LoggedAgreement
from serving.fraud.parity.load_plan import load_plan
from tests.features.payments import START_MS, a_payment
from tests.serving.decisions import decision
from tests.serving.fraud.asking import raw, scorer

PAYMENTS = [a_payment(START_MS + at, transaction_id=f"t-{at}") for at in range(50)]
PLAN = load_plan(
    [raw(one) for one in PAYMENTS], scorer().decode, paced=49, end=1, rate_per_s=1, ahead_s=1
)
IDS = [decision_id(one) for one in PAYMENTS]


def decided(at: int, **fields: object) -> Decision:
    own = {"decision_id": IDS[at], "transaction_id": f"t-{at}", **fields}
    return msgspec.structs.replace(decision(), **own)


def said(agreement: LoggedAgreement, at: int, shortfalls: tuple[str, ...] = ()) -> None:
    one = decided(at, action="allow", features={"amount_minor": 1})
    agreement.answered(Answer(decision=one, basis="state", shortfalls=shortfalls, mirror_lag_ms=80))


def _listed(differences: Sequence[Difference], log: LoadLog) -> list[ListedDifference]:
    causes = LoadCauses(PLAN, log, scorer().keys)
    return listed([(causes.of(one), one) for one in differences], causes, PLAN, log)


def test_a_difference_is_listed_with_all_that_traces_it() -> None:
    log = LoadLog(now_ms=iter(range(100, 200)).__next__)
    agreement = LoggedAgreement(log, 10)
    log.passed_over(IDS[1])
    said(agreement, 2)
    agreement.decided(decided(2, action="block", features={"amount_minor": 2}))
    [one] = _listed(agreement.differences(), log)
    assert (one.cause, one.decision_id, one.transaction_id) == (UNEXPLAINED, IDS[2], "t-2")
    assert one.fields == {
        "action": TwoValues("allow", "block"),
        "amount_minor": TwoValues(1, 2),
    }
    assert (one.place, one.asked_as, one.asked_at_ms, one.decided_at_ms) == (2, 2, 100, 101)
    assert (one.basis, one.shortfalls, one.mirror_lag_ms) == ("state", (), 80)
    assert NearPayment(IDS[1], "card", 1, 1, in_image=False) in one.near
    assert not any(near.in_image for near in one.near)
    assert NearPayment(IDS[3], "card", 3, None, in_image=False) in one.near


def test_one_that_the_job_decided_before_its_answer_is_listed_too() -> None:
    log = LoadLog()
    agreement = LoggedAgreement(log, 10)
    agreement.decided(decided(1, action="block"))
    said(agreement, 1)
    assert list(log.pairs) == [IDS[1]]


def test_of_each_cause_the_first_are_listed_in_the_order_of_the_stream() -> None:
    log = LoadLog()
    agreement = LoggedAgreement(log, 100)
    for at in range(1, 50):
        said(agreement, at, () if at < 40 else ("card: no_state",))
    for at in reversed(range(1, 50)):
        agreement.decided(decided(at, action="block"))
    differences = agreement.differences()
    found = _listed(differences, log)
    assert len(differences) == 49
    assert [one.place for one in found] == [*range(1, MOST_OF_A_CAUSE + 1), *range(40, 50)]


def test_what_two_decisions_differ_in_has_both_values() -> None:
    one, other = decided(1, features={"a": 1}), decided(1, features={}, incomplete=("a",))
    log = LoadLog()
    agreement = LoggedAgreement(log, 10)
    agreement.answered(Answer(decision=one, basis="state"))
    agreement.decided(other)
    [found] = _listed(agreement.differences(), log)
    assert tuple(found.fields) == differing(one, other) == ("incomplete", "a")
    assert found.fields == {"incomplete": TwoValues(None, ("a",)), "a": TwoValues(1, None)}
