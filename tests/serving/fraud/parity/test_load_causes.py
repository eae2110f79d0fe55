"""Why decisions beside a running job differ."""

from collections.abc import Mapping, Sequence

import pytest

from events.fraud.decision import decision_id, payment_mark
from events.fraud.payment import Payment
from events.shared.state_image import StateImage
from online_store.mirrored_key import MirroredKey
from online_store.mirrored_states import MirroredStates
from serving.fraud.agreement import Difference
from serving.fraud.parity.load_causes import (
    JOB_WAS_AHEAD,
    OTHER_ORDER,
    UNEXPLAINED,
    LoadCauses,
)
from serving.fraud.parity.load_log import LoadLog
from serving.fraud.parity.load_plan import load_plan
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import raw, scorer

CARDS = ["before", "a", "b", "a", "b"]
PAYMENTS = [
    a_payment(START_MS + at, card_id=card, merchant_id=f"m-{at}") for at, card in enumerate(CARDS)
]
PLAN = load_plan(
    [raw(one) for one in PAYMENTS],
    scorer().decode,
    paced=4,
    end=1,
    rate_per_s=1,
    ahead_s=1,
)
FIRST, SECOND, THIRD, FOURTH = (decision_id(one) for one in PAYMENTS[1:])
OF_ID = {decision_id(one): one for one in PAYMENTS}


def different(
    decision: str, shortfalls: tuple[str, ...] = (), fields: tuple[str, ...] = ("score",)
) -> Difference:
    return Difference(decision, "m", START_MS, "allow", "flag", fields, shortfalls)


def an_image(had: Sequence[Payment]) -> StateImage:
    marks = tuple(map(payment_mark, had))
    return StateImage(
        version_us=1, watermark_ms=0, definitions="d", image=None, since_ms=0, marks=marks
    )


def log_of(
    order: Sequence[str],
    images: Mapping[str, Sequence[str]] | None = None,
    passed_over: Sequence[str] = (),
) -> LoadLog:
    """Payments in the order that they were asked about, with what the images of some had."""
    log = LoadLog()
    for own in order:
        if own in passed_over:
            log.passed_over(own)
            continue
        had = [OF_ID[one] for one in (images or {}).get(own, ())]
        keys = [(one.name, one.key) for one in scorer().keys(OF_ID[own])]
        states = tuple(MirroredKey(an_image(had), ()) for _ in keys)
        log.read(own, keys, MirroredStates(states, START_MS, 1, None))
        log.answered(own)
    return log


def cause(log: LoadLog, difference: Difference) -> str:
    return LoadCauses(PLAN, log, scorer().keys).of(difference)


def test_what_the_answer_said_of_itself_is_the_cause() -> None:
    declared = different(FIRST, ("card: no_state", "deadline"))
    assert cause(log_of([THIRD, FIRST]), declared) == "card: no_state"


def test_payments_of_one_key_that_were_asked_about_in_another_order_differ_for_that() -> None:
    log = log_of([THIRD, FIRST, SECOND, FOURTH])
    assert [cause(log, different(one)) for one in (FIRST, THIRD)] == [OTHER_ORDER] * 2
    assert cause(log, different(SECOND)) == UNEXPLAINED


def test_what_was_not_asked_about_has_no_order() -> None:
    assert cause(log_of([FIRST]), different(FIRST)) == UNEXPLAINED


def test_one_passed_over_counts_as_those_that_are_asked_about() -> None:
    assert cause(log_of([FIRST, THIRD], passed_over=[FIRST]), different(THIRD)) == UNEXPLAINED
    late = log_of([THIRD, FIRST], passed_over=[FIRST])
    assert cause(late, different(THIRD)) == OTHER_ORDER


def test_one_passed_over_that_is_asked_about_once_more_is_answered_after_what_came_meanwhile() -> (
    None
):
    log = LoadLog()
    log.passed_over(FIRST)
    log.answered(THIRD)
    log.answered(FIRST)
    assert cause(log, different(FIRST)) == OTHER_ORDER
    assert cause(log, different(THIRD)) == UNEXPLAINED


@pytest.mark.parametrize("had", [FIRST, THIRD])
def test_a_state_that_has_the_payment_or_one_after_it_is_of_a_job_that_was_ahead(had: str) -> None:
    assert cause(log_of([FIRST, THIRD], {FIRST: [had]}), different(FIRST)) == JOB_WAS_AHEAD


def test_a_state_that_has_what_came_before_explains_nothing() -> None:
    log = log_of([THIRD, FIRST], {THIRD: [FIRST]})
    assert cause(log, different(THIRD)) == UNEXPLAINED


def test_one_before_it_that_the_job_had_before_anybody_knew_of_it_was_asked_about_too_late() -> (
    None
):
    assert cause(log_of([SECOND, THIRD]), different(THIRD)) == JOB_WAS_AHEAD
    assert cause(log_of([SECOND, THIRD], {THIRD: [FIRST]}), different(THIRD)) == UNEXPLAINED


def test_whether_one_is_late_goes_by_newer_payments_of_all_keys() -> None:
    log = log_of([FOURTH, FIRST])
    assert cause(log, different(FIRST, fields=("late", "score"))) == OTHER_ORDER
    assert cause(log, different(FIRST)) == UNEXPLAINED
    in_order = log_of([FIRST, SECOND, THIRD, FOURTH])
    assert cause(in_order, different(FOURTH, fields=("late",))) == UNEXPLAINED


def test_a_payment_that_is_none_of_the_plans_has_no_known_cause() -> None:
    assert cause(log_of([FIRST]), different("0" * 32)) == UNEXPLAINED


def test_the_nearest_of_its_keys_come_first() -> None:
    causes = LoadCauses(PLAN, log_of([]), scorer().keys)
    assert [one for _, one in causes.near(THIRD, 5)] == [FIRST]
    assert causes.near(THIRD, 0) == []
