"""The merchant's state machine, one fact a test."""

from events.shared.time_units import DAY_MS, HOUR_MS
from features.shared.limits import HistoryLimits
from features.shared.watermark import NOTHING_SEEN_MS
from tests.features.labels import a_label
from tests.features.payments import START_MS, a_payment, merchant_features
from tests.features.states import MERCHANT

LIMITS = HistoryLimits()


def test_windows_hold_the_payments_of_all_cards() -> None:
    state = MERCHANT.empty(LIMITS)
    state.add(a_payment(START_MS, 100, card_id="a"), NOTHING_SEEN_MS, late=False)
    outcome = state.add(a_payment(START_MS + HOUR_MS, 50, card_id="b"), NOTHING_SEEN_MS, late=False)
    features = merchant_features(outcome.values)
    assert (features["merchant_count_1h"], features["merchant_count_24h"]) == (1, 2)
    assert (features["merchant_sum_minor_24h"], features["merchant_mean_minor_24h"]) == (150, 75.0)
    assert features["merchant_distinct_cards_24h"] == 2


def test_a_late_payment_gets_no_values_and_is_counted_by_later_ones() -> None:
    state = MERCHANT.empty(LIMITS)
    late = state.add(a_payment(START_MS - 2 * DAY_MS), START_MS, late=True)
    outcome = state.add(a_payment(START_MS), START_MS, late=False)
    assert late.values == ()
    assert merchant_features(outcome.values)["merchant_count_7d"] == 2


def test_a_payment_that_no_window_reaches_leaves_no_trace() -> None:
    state = MERCHANT.empty(LIMITS)
    before = state.snapshot()
    outcome = state.add(a_payment(START_MS - 38 * DAY_MS), START_MS, late=True)
    assert (outcome.values, outcome.entry) == ((), b"")
    assert state.snapshot() == before


def test_a_payment_that_a_window_just_reaches_is_kept() -> None:
    state = MERCHANT.empty(LIMITS)
    assert state.add(a_payment(START_MS - 38 * DAY_MS + 1), START_MS, late=True).entry != b""
    assert state.retained() == 1


def test_the_state_expires_a_month_the_feedback_delay_and_the_lateness_after_its_payments() -> None:
    state = MERCHANT.empty(LIMITS)
    assert state.expires_at_ms() == NOTHING_SEEN_MS
    state.add(a_payment(START_MS), START_MS, late=False)
    state.add(a_payment(START_MS - 5), START_MS, late=False)
    assert state.expires_at_ms() == START_MS + 38 * DAY_MS


def test_a_payment_that_its_card_found_on_time_has_values_at_any_watermark() -> None:
    state = MERCHANT.empty(LIMITS)
    outcome = state.add(a_payment(START_MS), START_MS + 60 * DAY_MS, late=False)
    assert merchant_features(outcome.values)["merchant_count_30d"] == 1
    assert outcome.entry != b""


def test_confirmed_frauds_count_once_reported_and_after_the_feedback_delay() -> None:
    state = MERCHANT.empty(LIMITS)
    fraud_ms = START_MS - 8 * DAY_MS
    for time_ms in (fraud_ms, fraud_ms + 1):
        state.add(a_payment(time_ms), NOTHING_SEEN_MS, late=False)
    state.add_label(a_label(fraud_ms + 1, reported_ms=START_MS), NOTHING_SEEN_MS)
    before, at = (
        merchant_features(state.add(a_payment(time_ms), NOTHING_SEEN_MS, late=False).values)
        for time_ms in (START_MS - 1, START_MS)
    )
    assert (before["merchant_fraud_count_7d"], before["merchant_fraud_share_7d"]) == (0, 0.0)
    assert (at["merchant_fraud_count_7d"], at["merchant_fraud_share_7d"]) == (1, 0.5)
    assert (at["merchant_fraud_count_1d"], at["merchant_fraud_share_1d"]) == (1, 1.0)


def test_the_share_of_frauds_is_missing_without_payments_and_at_most_one() -> None:
    state = MERCHANT.empty(LIMITS)
    first = state.add(a_payment(START_MS - 8 * DAY_MS), NOTHING_SEEN_MS, late=False)
    assert merchant_features(first.values)["merchant_fraud_share_30d"] is None
    for number in range(2):
        label = a_label(
            START_MS - 8 * DAY_MS,
            reported_ms=START_MS - DAY_MS,
            transaction_id=f"elsewhere{number}",
        )
        state.add_label(label, NOTHING_SEEN_MS)
    features = merchant_features(state.add(a_payment(START_MS), NOTHING_SEEN_MS, late=False).values)
    assert (features["merchant_fraud_count_30d"], features["merchant_fraud_share_30d"]) == (2, 1.0)
