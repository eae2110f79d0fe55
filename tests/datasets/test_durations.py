"""Durations are read back from the text that they are shown as."""

from hypothesis import given
from hypothesis import strategies as st

from datasets.durations import duration_ms, duration_text


@given(
    number=st.integers(0, 999_999),
    unit_ms=st.sampled_from([1, 1_000, 60_000, 3_600_000, 86_400_000]),
)
def test_a_duration_is_read_back_from_its_text(number: int, unit_ms: int) -> None:
    assert duration_ms(duration_text(number * unit_ms)) == number * unit_ms
