"""The watermark follows the newest event time at a fixed distance."""

import pytest

from features.shared.watermark import NOTHING_SEEN_MS, Watermark


def test_before_any_event_nothing_is_late() -> None:
    assert Watermark().value_ms == NOTHING_SEEN_MS == -(2**63)


def test_it_is_the_newest_time_less_five_seconds_less_one_millisecond() -> None:
    watermark = Watermark()
    watermark.observe(100_000)
    assert watermark.value_ms == 94_999


def test_it_never_falls() -> None:
    watermark = Watermark(out_of_orderness_ms=0)
    for time_ms in (1000, 10, 500):
        watermark.observe(time_ms)
    assert watermark.value_ms == 999


def test_a_negative_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="out_of_orderness_ms: at least 0"):
        Watermark(out_of_orderness_ms=-1)
