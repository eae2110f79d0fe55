"""Why decisions beside a running job differ."""

from collections.abc import Sequence

from events.fraud.decision import decision_id
from serving.fraud.agreement import Difference
from serving.fraud.parity.load_causes import OTHER_ORDER, UNEXPLAINED, causes_of
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


def different(decision: str, shortfalls: tuple[str, ...] = ()) -> Difference:
    return Difference(decision, "m", START_MS, "allow", "flag", ("score",), shortfalls)


def causes(order: Sequence[str], *differences: Difference) -> dict[str, int]:
    places = {one: at for at, one in enumerate(order)}
    return causes_of(differences, PLAN, places, scorer().keys)


def test_what_the_answer_said_of_itself_is_the_cause() -> None:
    declared = different(FIRST, ("card: no_state", "deadline"))
    assert causes([THIRD, FIRST], declared) == {"card: no_state": 1}


def test_payments_of_one_key_that_were_asked_about_in_another_order_differ_for_that() -> None:
    order = [THIRD, FIRST, SECOND, FOURTH]
    assert causes(order, different(FIRST), different(THIRD)) == {OTHER_ORDER: 2}
    assert causes(order, different(SECOND)) == {UNEXPLAINED: 1}


def test_what_was_not_asked_about_has_no_order() -> None:
    assert causes([FIRST], different(FIRST)) == {UNEXPLAINED: 1}
    assert causes([]) == {}
