"""The limits of a history name what is wrong with them."""

from dataclasses import fields

import pytest

from features.shared.limits import HistoryLimits


@pytest.mark.parametrize("name", [field.name for field in fields(HistoryLimits)])
@pytest.mark.parametrize("value", [-1, True, 1.5, None])
def test_a_limit_that_is_no_count_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"^{name}: an integer of at least"):
        HistoryLimits(**{name: value})  # type: ignore[arg-type]


def test_lateness_and_dedup_window_may_be_nothing() -> None:
    limits = HistoryLimits(allowed_lateness_ms=0, dedup_window_ms=0)
    assert (limits.allowed_lateness_ms, limits.dedup_window_ms) == (0, 0)
