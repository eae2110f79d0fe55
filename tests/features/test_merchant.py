"""The merchant's state machine, one fact a test."""

from features.catalogue import DAY_MS, HOUR_MS
from features.limits import HistoryLimits
from features.merchant import MerchantState
from features.watermark import NOTHING_SEEN_MS
from tests.features.payments import START_MS, a_payment, merchant_features

LIMITS = HistoryLimits()


def test_windows_hold_the_payments_of_all_cards() -> None:
    state = MerchantState.empty(LIMITS)
    state.add(a_payment(START_MS, 100, card_id="a"), NOTHING_SEEN_MS, late=False)
    outcome = state.add(a_payment(START_MS + HOUR_MS, 50, card_id="b"), NOTHING_SEEN_MS, late=False)
    features = merchant_features(outcome.values)
    assert (features["merchant_count_1h"], features["merchant_count_24h"]) == (1, 2)
    assert (features["merchant_sum_minor_24h"], features["merchant_mean_minor_24h"]) == (150, 75.0)
    assert features["merchant_distinct_cards_24h"] == 2


def test_a_late_payment_gets_no_values_and_is_counted_by_later_ones() -> None:
    state = MerchantState.empty(LIMITS)
    late = state.add(a_payment(START_MS - 2 * DAY_MS), START_MS, late=True)
    outcome = state.add(a_payment(START_MS), START_MS, late=False)
    assert late.values == ()
    assert merchant_features(outcome.values)["merchant_count_7d"] == 2


def test_a_payment_that_no_window_reaches_leaves_no_trace() -> None:
    state = MerchantState.empty(LIMITS)
    before = state.snapshot()
    outcome = state.add(a_payment(START_MS - 31 * DAY_MS), START_MS, late=True)
    assert (outcome.values, outcome.entry) == ((), b"")
    assert state.snapshot() == before


def test_a_payment_that_a_window_just_reaches_is_kept() -> None:
    state = MerchantState.empty(LIMITS)
    assert state.add(a_payment(START_MS - 31 * DAY_MS + 1), START_MS, late=True).entry != b""
    assert state.retained() == 1


def test_the_state_expires_thirty_days_and_the_lateness_after_its_newest_payment() -> None:
    state = MerchantState.empty(LIMITS)
    assert state.expires_at_ms() == NOTHING_SEEN_MS
    state.add(a_payment(START_MS), START_MS, late=False)
    state.add(a_payment(START_MS - 5), START_MS, late=False)
    assert state.expires_at_ms() == START_MS + 31 * DAY_MS


def test_a_payment_that_its_card_found_on_time_has_values_at_any_watermark() -> None:
    state = MerchantState.empty(LIMITS)
    outcome = state.add(a_payment(START_MS), START_MS + 60 * DAY_MS, late=False)
    assert merchant_features(outcome.values)["merchant_count_30d"] == 1
    assert outcome.entry != b""
