"""Inside the allowed lateness the order of arrival leaves no trace in the history."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS, HOUR_MS
from features.shared.limits import HistoryLimits
from features.shared.watermark import NOTHING_SEEN_MS
from tests.features.payments import START_MS, a_payment
from tests.features.states import CARD, MERCHANT

LIMITS = HistoryLimits()
TIMES = st.sets(st.integers(START_MS - DAY_MS, START_MS), min_size=1, max_size=25)


def spread(times_ms: set[int]) -> list[Payment]:
    return [
        a_payment(
            time_ms,
            time_ms % 5000,
            card_id=f"c{time_ms % 3}",
            merchant_id=f"m{time_ms % 5}",
            position=(time_ms % 90, time_ms % 180) if time_ms % 2 else None,
        )
        for time_ms in sorted(times_ms)
    ]


def probes() -> list[Payment]:
    return [
        a_payment(START_MS + shift_ms, transaction_id=f"p{shift_ms}", position=(1.0, 1.0))
        for shift_ms in (6 * DAY_MS, 0, -HOUR_MS, -DAY_MS)
    ]


@given(TIMES, st.integers(0, 10**6))
@settings(max_examples=100)
def test_a_card_answers_the_same_after_any_order_of_arrival(times_ms: set[int], seed: int) -> None:
    payments = spread(times_ms)
    shuffled = random.Random(seed).sample(payments, len(payments))
    answers = []
    for arrivals in (payments, shuffled):
        state = CARD.empty(LIMITS)
        for number, payment in enumerate(arrivals):
            watermark_ms = START_MS if number else NOTHING_SEEN_MS
            assert state.add(payment, watermark_ms).kind == "accepted"
        answers.append([state.add(probe, START_MS).values for probe in probes()])
    assert answers[0] == answers[1]


@given(TIMES, st.integers(0, 10**6))
@settings(max_examples=100)
def test_a_merchant_is_byte_for_byte_the_same_after_any_order_of_arrival(
    times_ms: set[int], seed: int
) -> None:
    payments = spread(times_ms)
    shuffled = random.Random(seed).sample(payments, len(payments))
    snapshots = []
    for arrivals in (payments, shuffled):
        state = MERCHANT.empty(LIMITS)
        for payment in arrivals:
            state.add(payment, START_MS, late=False)
        snapshots.append(state.snapshot())
    assert snapshots[0] == snapshots[1]
