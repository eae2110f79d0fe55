"""The card's state machine, one fact a test."""

import pytest

from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS
from features.shared.limits import HistoryLimits
from features.shared.watermark import NOTHING_SEEN_MS
from tests.features.payments import START_MS, a_payment, card_features
from tests.features.states import CARD

LIMITS = HistoryLimits()


def fed(*payments: Payment, watermark_ms: int = NOTHING_SEEN_MS) -> dict[str, object]:
    """Features of the last of the payments."""
    state = CARD.empty(LIMITS)
    outcomes = [state.add(payment, watermark_ms) for payment in payments]
    return card_features(outcomes[-1].values)


def test_the_first_payment_is_alone_in_every_window() -> None:
    features = fed(a_payment(START_MS, 500))
    assert (features["card_count_1m"], features["card_count_30d"]) == (1, 1)
    assert (features["card_sum_minor_30d"], features["card_mean_minor_30d"]) == (500, 500.0)
    assert features["card_seconds_since_last"] is None
    assert features["card_new_merchant"] is True
    assert features["card_amount_z_30d"] == 0.0


def test_a_window_begins_just_after_its_length_ago() -> None:
    features = fed(a_payment(START_MS), a_payment(START_MS + MINUTE_MS))
    assert (features["card_count_1m"], features["card_count_5m"]) == (1, 2)


def test_of_two_payments_at_one_time_the_later_to_arrive_counts_the_earlier() -> None:
    state = CARD.empty(LIMITS)
    first, second = (
        card_features(state.add(a_payment(START_MS), NOTHING_SEEN_MS).values) for _ in range(2)
    )
    assert (first["card_count_1m"], second["card_count_1m"]) == (1, 2)
    assert second["card_seconds_since_last"] == 0.0


def test_an_out_of_order_payment_has_the_features_of_its_own_time() -> None:
    features = fed(a_payment(START_MS + HOUR_MS, 900), a_payment(START_MS, 100))
    assert (features["card_count_24h"], features["card_max_minor_24h"]) == (1, 100)


def test_a_later_payment_counts_one_that_came_out_of_order() -> None:
    features = fed(
        a_payment(START_MS + 2, 1), a_payment(START_MS + 1, 10), a_payment(START_MS + 3, 100)
    )
    assert features["card_sum_minor_1m"] == 111


def test_z_is_in_population_standard_deviations() -> None:
    features = fed(a_payment(START_MS, 0), a_payment(START_MS + 1, 0), a_payment(START_MS + 2, 3))
    assert features["card_amount_z_30d"] == pytest.approx(2**0.5)


def test_z_of_equal_amounts_is_nought_however_large_they_are() -> None:
    features = fed(*(a_payment(START_MS + n, 10**12 - 1) for n in range(50)))
    assert features["card_amount_z_30d"] == 0.0


def test_the_mean_of_amounts_of_nought_is_nought_and_not_missing() -> None:
    assert fed(a_payment(START_MS, 0))["card_mean_minor_24h"] == 0.0


def test_speed_is_the_distance_over_the_time_since_the_last_position() -> None:
    features = fed(
        a_payment(START_MS, position=(0.0, 0.0)),
        a_payment(START_MS + HOUR_MS // 2),
        a_payment(START_MS + HOUR_MS, position=(0.0, 1.0)),
    )
    assert features["card_speed_kmh"] == pytest.approx(111.195, abs=0.001)


def test_speed_counts_at_least_a_second() -> None:
    features = fed(
        a_payment(START_MS, position=(0.0, 0.0)), a_payment(START_MS, position=(0.0, 1.0))
    )
    assert features["card_speed_kmh"] == pytest.approx(111.195 * 3600, rel=1e-5)


@pytest.mark.parametrize("places", [((0.0, 0.0), None), (None, (0.0, 0.0))])
def test_speed_is_missing_without_both_positions(
    places: tuple[tuple[float, float] | None, ...],
) -> None:
    features = fed(*(a_payment(START_MS + n, position=place) for n, place in enumerate(places)))
    assert features["card_speed_kmh"] is None


def test_a_merchant_is_new_again_after_thirty_days() -> None:
    features = fed(a_payment(START_MS), a_payment(START_MS + 30 * DAY_MS))
    assert features["card_new_merchant"] is True
    assert features["card_seconds_since_last"] is None


def test_a_payment_further_behind_the_watermark_than_the_lateness_is_late() -> None:
    state = CARD.empty(LIMITS)
    kinds = [state.add(a_payment(START_MS + behind), START_MS + DAY_MS).kind for behind in (0, -1)]
    assert kinds == ["accepted", "late"]


def test_a_late_payment_gets_no_values_and_is_counted_by_later_ones() -> None:
    state = CARD.empty(LIMITS)
    late = state.add(a_payment(START_MS - DAY_MS, 7), START_MS + 1)
    features = card_features(state.add(a_payment(START_MS + 1, 1), START_MS + 1).values)
    assert late.values == ()
    assert features["card_sum_minor_7d"] == 8


def test_the_state_expires_once_no_window_and_no_duplicate_can_need_it() -> None:
    state = CARD.empty(LIMITS)
    state.add(a_payment(START_MS), START_MS)
    assert state.expires_at_ms() == START_MS + 31 * DAY_MS


def test_an_empty_state_has_expired_already() -> None:
    assert CARD.empty(LIMITS).expires_at_ms() == NOTHING_SEEN_MS


def test_compaction_is_worth_it_after_a_quarter_of_what_is_held() -> None:
    state = CARD.empty(LIMITS)
    worth = []
    for n in range(40):
        state.add(a_payment(START_MS + n), NOTHING_SEEN_MS)
        worth.append(state.should_compact())
    assert worth.index(True) == 32
    state.snapshot()
    assert (state.log_length, state.should_compact()) == (0, False)


def test_of_a_payment_that_no_window_reaches_only_the_id_is_kept() -> None:
    state = CARD.empty(LIMITS)
    state.add(a_payment(START_MS - 31 * DAY_MS, position=(1.0, 1.0)), START_MS)
    assert state.retained() == 1
