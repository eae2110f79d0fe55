"""Gaps are another way to write the same values."""

import doctest

from hypothesis import given
from hypothesis import strategies as st

from features.shared import gaps


@given(st.lists(st.integers(-(2**62), 2**62)), st.integers(-(2**62), 2**62))
def test_the_values_come_back(values: list[int], origin: int) -> None:
    assert gaps.from_gaps(gaps.to_gaps(values, origin), origin) == values


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(gaps).failed == 0
