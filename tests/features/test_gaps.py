"""Gaps are another way to write the same values."""

from hypothesis import given
from hypothesis import strategies as st

from features.shared import gaps


@given(st.lists(st.integers(-(2**62), 2**62)), st.integers(-(2**62), 2**62))
def test_the_values_come_back(values: list[int], origin: int) -> None:
    assert gaps.from_gaps(gaps.to_gaps(values, origin), origin) == values
