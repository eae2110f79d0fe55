"""The protocol: cards known to be compromised are left out from the day on which they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.shared.time_units import DAY_MS
from models.fraud.evaluation.protocol import Periods, main_currency, scored, select_test
from models.shared.training.period import Period
from tests.models.evaluation.tables import PERIODS, START_MS, noisy_table, table_of, with_late
from trainset.table import TrainingTable

HOUR_MS = DAY_MS // 24
PAYMENTS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(-2 * 24, 11 * 24), st.booleans(), st.booleans()),
    max_size=60,
)


def table(payments: list[tuple[int, int, bool]]) -> TrainingTable:
    """Payments of cards at hours after the start, and two of card 9 that are always tested."""
    rows = [*payments, (9, 7 * 24, True), (10, 7 * 24, False)]
    card, hour, fraud = (np.array(column) for column in zip(*rows, strict=True))
    return table_of(card.astype(np.int64), START_MS + hour * HOUR_MS, fraud.astype(bool))


def hours_tested(payments: list[tuple[int, int, bool]]) -> list[int]:
    """Hours of the payments that are tested, without those of card 9 and 10."""
    whole = table(payments)
    rows = select_test(whole, PERIODS).rows
    rows = rows[whole.card[rows] < 9]
    return ((whole.event_time_ms[rows] - START_MS) // HOUR_MS).tolist()  # type: ignore[no-any-return]


def kept_by_days(payments: list[tuple[int, int, bool, bool]]) -> set[int]:
    """Places of the tested payments, day by day from the definition."""
    kept = set()
    for day in range(6, 10):
        known = {card for card, hour, fraud, _ in payments if fraud and 0 <= hour < (day - 2) * 24}
        kept |= {
            place
            for place, (card, hour, _, late) in enumerate(payments)
            if day * 24 <= hour < (day + 1) * 24 and card not in known and not late
        }
    return kept


@given(PAYMENTS)
def test_the_test_set_is_that_of_the_definition_day_by_day(
    payments: list[tuple[int, int, bool, bool]],
) -> None:
    whole = table([payment[:3] for payment in payments])
    late = np.array([*(payment[3] for payment in payments), False, False])
    test = select_test(with_late(whole, late), PERIODS)
    assert set(test.rows.tolist()) - {len(payments), len(payments) + 1} == kept_by_days(payments)


@given(PAYMENTS)
def test_every_payment_of_the_period_is_tested_or_counted_as_left_out(
    payments: list[tuple[int, int, bool, bool]],
) -> None:
    whole = table([payment[:3] for payment in payments])
    late = np.array([*(payment[3] for payment in payments), False, False])
    test = select_test(with_late(whole, late), PERIODS)
    left_out = test.left_out
    total = test.rows.size + left_out.payments_of_compromised_cards + left_out.late_payments
    assert total == whole.between(PERIODS.test.from_ms, PERIODS.test.to_ms).size


def test_a_card_with_a_fraud_in_training_is_never_tested() -> None:
    assert hours_tested([(1, 0, True), (1, 6 * 24, False), (1, 9 * 24, True)]) == []


def test_a_fraud_before_the_training_is_forgotten() -> None:
    assert hours_tested([(1, -1, True), (1, 6 * 24, False)]) == [6 * 24]


def test_a_fraud_within_the_delay_of_a_day_is_not_known_yet() -> None:
    payments = [(1, 5 * 24, True), (1, 6 * 24, True), (1, 7 * 24, True), (1, 8 * 24, True)]
    assert hours_tested(payments) == [6 * 24, 7 * 24]


def test_a_fraud_of_the_test_is_known_after_the_delay() -> None:
    payments = [(1, 6 * 24 + 5, True), (1, 8 * 24 + 5, True), (1, 9 * 24, True)]
    assert hours_tested(payments) == [6 * 24 + 5, 8 * 24 + 5]


def test_a_card_cleared_later_stays_in_the_test() -> None:
    assert hours_tested([(1, 0, False), (1, 6 * 24, False)]) == [6 * 24]


def test_days_are_counted_from_the_start_of_the_test() -> None:
    test = select_test(table([(1, 6 * 24, False), (2, 9 * 24 + 23, False)]), PERIODS)
    assert test.day.tolist() == [0, 3, 1, 1]
    assert test.days == 4


def test_a_part_of_a_day_is_a_day() -> None:
    periods = Periods(PERIODS.train, 0, Period(START_MS + 6 * DAY_MS, START_MS + 7 * DAY_MS + 1))
    assert periods.days == 2


def test_a_test_of_training_payments_is_refused() -> None:
    with pytest.raises(ValueError, match="not tested on payments it was trained on"):
        Periods(PERIODS.train, 0, Period(PERIODS.train.to_ms - 1, PERIODS.test.to_ms))


def test_a_test_set_without_frauds_is_refused() -> None:
    whole = noisy_table()
    empty = Period(START_MS + 40 * DAY_MS, START_MS + 41 * DAY_MS)
    with pytest.raises(ValueError, match="test period: 0 payments"):
        select_test(whole, Periods(PERIODS.train, 0, empty))


def test_amounts_are_summed_in_the_currency_of_most_payments() -> None:
    whole = noisy_table()
    whole.currency[::3] = "GBP"
    test = select_test(whole, PERIODS)
    payments = scored(whole, test, np.zeros(test.rows.size))
    assert main_currency(whole, test) == "EUR"
    assert payments.valued.tolist() == (whole.currency[test.rows] == "EUR").tolist()
