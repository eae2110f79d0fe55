"""Running totals, against plain lists of whole numbers, within 64 bits and beyond them."""

from array import array
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.shared.accumulators import totals
from features.shared.accumulators.totals import packed, with_room, with_row, with_value

MOST = 2**63 - 1
LARGE = st.sampled_from([2**62, MOST, -(2**62), -MOST - 1, 2**63, 2**100, -(2**100)])
TERMS = st.integers(-9, 9) | st.integers(-9, 9) | LARGE
ROWS = st.lists(st.tuples(st.integers(0, 80), TERMS), max_size=80)


@pytest.mark.parametrize("few", [0, 5, 48])
@given(st.lists(TERMS, min_size=1, max_size=8), ROWS, st.integers(0, 5))
@settings(max_examples=300)
def test_rows_between_others_give_the_totals_of_a_plain_list(
    few: int, terms: list[int], rows: list[tuple[int, int]], gone: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(totals, "_FEW", few)
        held, whole = packed(accumulate(terms, initial=0)), list(terms)
        del held[: min(gone, len(terms))], whole[:gone]
        for place, term in rows:
            row = place % len(held)
            held = with_row(held, row, term)
            whole.insert(row, term)
        assert [after - before for before, after in pairwise(held)] == whole


def test_totals_that_fit_stay_in_their_block() -> None:
    held = packed(range(200))
    assert with_row(held, 3, 5) is held
    assert isinstance(held, array)
    assert list(held) == [0, 1, 2, 3, *range(8, 205)]


def test_totals_that_have_grown_for_long_are_counted_from_0_again() -> None:
    held = with_row(array("q", [MOST - 2, MOST - 1, MOST]), 1, 4)
    assert isinstance(held, array)
    assert list(held) == [0, 1, 5, 6]


@pytest.mark.parametrize("term", [1, 2**62, 2**63])
def test_a_term_without_room_makes_a_list(term: int) -> None:
    held = with_row(packed([0, MOST // 2, MOST]), 1, term)
    assert held == [0, MOST // 2, MOST // 2 + term, MOST + term]


def test_room_is_for_the_term_as_for_the_totals() -> None:
    assert isinstance(with_room([5, 6], 1), array)
    assert with_room([5, 6], 2**62) == [0, 1]
    assert isinstance(with_room([0, 2**62], 1), list)


def test_a_value_beyond_64_bits_makes_a_list_of_the_others() -> None:
    held = packed([1, 2])
    assert with_value(held, 1, 7) is held
    assert with_value(held, 1, 2**63) == [1, 2**63, 7, 2]
