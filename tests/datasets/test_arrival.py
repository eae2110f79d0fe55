"""A shuffled order of arrival stays within the allowed lateness."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from datasets.arrival import DEFAULT_ALLOWED_LATENESS_MS, shuffled
from datasets.online_retail import RetailCounts
from events.fraud.payment import Payment
from features.shared.limits import HistoryLimits
from tests.strategies.payments import STREAMS

LATENESS_MS = DEFAULT_ALLOWED_LATENESS_MS


def furthest_behind_ms(payments: list[Payment]) -> int:
    """How far the payment that is most out of order is behind the newest before it."""
    newest_ms = accumulate((p.event_time_ms for p in payments), max)
    return max(newest - p.event_time_ms for newest, p in zip(newest_ms, payments, strict=True))


@given(stream=STREAMS, seed=st.integers(0, 1000), lateness_ms=st.integers(1, LATENESS_MS))
def test_no_payment_is_behind_another_by_the_allowed_lateness(
    stream: list[Payment], seed: int, lateness_ms: int
) -> None:
    assert furthest_behind_ms(shuffled(stream, seed, lateness_ms)) < lateness_ms


def test_the_whole_data_is_mixed_up_by_hours_and_less_than_a_day(
    retail: tuple[list[Payment], RetailCounts],
) -> None:
    behind_ms = furthest_behind_ms(shuffled(retail[0], seed=7))
    assert LATENESS_MS * 9 // 10 < behind_ms < LATENESS_MS


def test_a_shuffle_keeps_every_payment(retail: tuple[list[Payment], RetailCounts]) -> None:
    mixed = shuffled(retail[0], seed=7)
    assert sorted(mixed, key=lambda p: (p.event_time_ms, p.transaction_id)) == retail[0]


def test_a_seed_gives_one_order_and_another_seed_another(
    retail: tuple[list[Payment], RetailCounts],
) -> None:
    assert shuffled(retail[0], seed=7) == shuffled(retail[0], seed=7)
    assert shuffled(retail[0], seed=7) != shuffled(retail[0], seed=8)


def test_the_default_is_the_allowed_lateness_of_the_features() -> None:
    assert HistoryLimits().allowed_lateness_ms == LATENESS_MS


def test_the_least_lateness_leaves_payments_in_the_order_of_their_time(
    retail: tuple[list[Payment], RetailCounts],
) -> None:
    start_ms = retail[0][0].event_time_ms
    close = [replace(p, event_time_ms=start_ms + at) for at, p in enumerate(retail[0][:100])]
    assert shuffled(close, seed=7, allowed_lateness_ms=1) == close


def test_no_lateness_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match=r"allowed_lateness_ms: .*got 0"):
        shuffled([], seed=7, allowed_lateness_ms=0)
