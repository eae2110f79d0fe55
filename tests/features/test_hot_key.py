"""A card and a merchant with a million payments a day: bounded state, stated errors."""

import random
from bisect import bisect_right, insort

import pytest

from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS
from features.shared.limits import HistoryLimits
from features.shared.windows import WINDOW_MS
from tests.features.payments import START_MS, a_payment, card_features, merchant_features
from tests.features.states import CARD, MERCHANT

MILLION_A_DAY_GAP_MS = DAY_MS / 1_000_000
LIMITS = HistoryLimits()
CUT_MS = {"1m": 5000, "5m": 5000, "1h": MINUTE_MS, "24h": 15 * MINUTE_MS, "7d": HOUR_MS}


class Truth:
    """Times and amounts of all payments, for exact counts and sums of any stretch of time."""

    def __init__(self) -> None:
        self.payments: list[tuple[int, int]] = []

    def add(self, time_ms: int, amount_minor: int) -> None:
        """Adds a payment, in any order."""
        insort(self.payments, (time_ms, amount_minor))

    def totals(self, after_ms: int, to_ms: int) -> tuple[int, int]:
        """Count and sum of the payments in ``(after, to]``."""
        first = bisect_right(self.payments, (after_ms, 10**12))
        end = bisect_right(self.payments, (to_ms, 10**12))
        return end - first, sum(amount for _, amount in self.payments[first:end])


def arrivals(count: int, seed: int) -> list[tuple[int, int]]:
    """Times and amounts at a million a day, one in ten up to 4 s behind."""
    choice = random.Random(seed)
    return [
        (
            START_MS
            + int(number * MILLION_A_DAY_GAP_MS)
            - (choice.randrange(4000) if number % 10 == 0 else 0),
            int(choice.lognormvariate(8, 1)),
        )
        for number in range(count)
    ]


def check_windows(scope: str, features: dict[str, object], truth: Truth, time_ms: int) -> None:
    """Counts and sums lie between those of the window and of the window with the tile it cuts."""
    for name, cut_ms in CUT_MS.items():
        if f"{scope}_count_{name}" not in features:
            continue
        window_ms = WINDOW_MS[name]
        count, total = features[f"{scope}_count_{name}"], features[f"{scope}_sum_minor_{name}"]
        assert isinstance(count, int)
        assert isinstance(total, int)
        least = truth.totals(time_ms - window_ms, time_ms)
        most = truth.totals(time_ms - window_ms - cut_ms - 4000, time_ms)
        assert least[0] <= count <= most[0]
        assert least[1] <= total <= most[1]


@pytest.mark.slow
def test_a_merchant_with_a_million_payments_a_day_is_bounded_and_within_the_stated_error() -> None:
    state, truth, watermark_ms = MERCHANT.empty(LIMITS), Truth(), -(2**63)
    cards: set[str] = set()
    for number, (time_ms, amount_minor) in enumerate(arrivals(200_000, seed=1)):
        payment = a_payment(time_ms, amount_minor, card_id=f"c{number * 7919 % 120_000}")
        outcome = state.add(payment, watermark_ms, late=False)
        cards.add(payment.card_id)
        truth.add(time_ms, amount_minor)
        watermark_ms = max(watermark_ms, time_ms - 5001)
        if number % 20_000 == 19_999:
            features = merchant_features(outcome.values)
            check_windows("merchant", features, truth, time_ms)
            distinct = features["merchant_distinct_cards_24h"]
            assert distinct == pytest.approx(len(cards), rel=3 / 4096**0.5)
    assert state.retained() < 16_384 + 1_100 + 8_192
    assert len(state.snapshot()) < 400_000


@pytest.mark.slow
def test_a_card_with_a_million_payments_a_day_is_bounded_and_within_the_stated_error() -> None:
    state, truth, watermark_ms = CARD.empty(LIMITS), Truth(), -(2**63)
    for number, (time_ms, amount_minor) in enumerate(arrivals(70_000, seed=2)):
        merchant_id = f"m{number * 7919 % 5_000}"
        payment = a_payment(
            time_ms, amount_minor, merchant_id=merchant_id, position=(number % 90, 8.5)
        )
        outcome = state.add(payment, watermark_ms)
        truth.add(time_ms, amount_minor)
        watermark_ms = max(watermark_ms, time_ms - 5001)
        if number % 20_000 == 19_999:
            features = card_features(outcome.values)
            check_windows("card", features, truth, time_ms)
            assert features["card_distinct_merchants_24h"] == 5_000
            assert features["card_new_merchant"] is False
    assert state.retained() < 2 * 16_384 + 1_100 + 5_001 + 65_536
    assert len(state.snapshot()) < 3_500_000


def test_the_widest_error_of_steady_traffic_is_one_tile_over_the_window() -> None:
    state, hour, day = MERCHANT.empty(HistoryLimits(exact_payments=64)), [0], [0]
    gap_ms = 30_000
    for number in range(2 * DAY_MS // gap_ms):
        time_ms = START_MS + number * gap_ms
        outcome = state.add(a_payment(time_ms), time_ms - 5001, late=False)
        features = merchant_features(outcome.values)
        hour.append(int(str(features["merchant_count_1h"])))
        day.append(int(str(features["merchant_count_24h"])))
    assert 120 <= min(hour[-1000:]) <= max(hour[-1000:]) <= 120 + MINUTE_MS // gap_ms
    assert 2880 <= min(day[-1000:]) <= max(day[-1000:]) <= 2880 + 15 * MINUTE_MS // gap_ms
