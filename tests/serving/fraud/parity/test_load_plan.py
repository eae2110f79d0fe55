"""The records at the end of a stream: which are asked about, and where each payment comes first."""

import pytest

from events.fraud.decision import decision_id
from events.fraud.payment import Payment
from serving.fraud.parity.load_plan import LoadPlan, load_plan
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import raw, scorer

PAYMENTS = [a_payment(START_MS + at) for at in range(6)]


def planned(records: list[bytes], paced: int, rate_per_s: float = 10) -> LoadPlan:
    decode = scorer().decode
    return load_plan(records, decode, paced=paced, end=2, rate_per_s=rate_per_s, ahead_s=0.5)


def ids(payments: list[Payment]) -> list[str]:
    return [one.transaction_id for one in payments]


def test_a_payment_has_the_place_at_which_it_comes_first_and_comes_again_as_none() -> None:
    sent = [raw(one) for one in PAYMENTS]
    records = [*sent[:3], sent[3], sent[1], b"{}", sent[4], sent[3], sent[5]]
    plan = planned(records, paced=6)
    assert [one.raw for one in plan.paced] == records[3:]
    assert [one.payment is not None for one in plan.paced] == [
        True,
        False,
        False,
        True,
        False,
        True,
    ]
    assert ids(list(plan.end_of_history)) == ids(PAYMENTS[1:3])
    places = [plan.places.get(decision_id(one)) for one in PAYMENTS]
    assert places == [None, 0, 0, 1, 4, 6]


@pytest.mark.parametrize(("rate_per_s", "ahead"), [(10, 5), (0.5, 1)])
def test_one_is_asked_about_so_many_payments_ahead(rate_per_s: float, ahead: int) -> None:
    assert planned([raw(one) for one in PAYMENTS], 2, rate_per_s).ahead == ahead


def test_without_a_history_there_is_no_plan() -> None:
    with pytest.raises(ValueError, match="6 records; expected fewer than the 6 there are"):
        planned([raw(one) for one in PAYMENTS], paced=6)
