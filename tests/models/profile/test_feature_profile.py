"""Profiles of features: their cells, and what they are made of."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from events.shared.feature_value import WrittenValue
from models.shared.profile.feature_profile import CellFinder, FeatureProfile
from models.shared.training.profiling import (
    BINS,
    MOST_CATEGORIES,
    profiled_hours,
    profiled_numbers,
    profiled_texts,
)

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
NUMBER = FeatureProfile("n", "number", ((0, 1, 1, 0, 0),) * 24, edges=(0.0, 1.0, 2.0))
TEXT = FeatureProfile("t", "category", ((3, 1, 0, 0),) * 24, categories=("FR", "DE"))


def numbers(values: Sequence[float | None], *, whole: bool = False) -> FeatureProfile:
    """The profile of values that come an hour after each other."""
    column = np.array([np.nan if value is None else value for value in values])
    return profiled_numbers("n", column, np.arange(len(values)) * HOUR_MS, whole=whole)


def texts(values: Sequence[str | None]) -> FeatureProfile:
    column = np.array(values, dtype=object)
    return profiled_texts("t", column, np.arange(len(values)) * HOUR_MS)


@pytest.mark.parametrize(
    ("value", "cell"),
    [(-1, 0), (0, 0), (0.5, 1), (1, 1), (2.0, 2), (2.1, 3), (True, 1), (None, 4), ("1", 4)],
)
def test_a_number_is_in_the_bin_that_ends_at_or_above_it(value: WrittenValue, cell: int) -> None:
    assert CellFinder(NUMBER).cell(value) == cell


@pytest.mark.parametrize(("value", "cell"), [("FR", 0), ("DE", 1), ("AQ", 2), (None, 3), (7, 2)])
def test_a_text_is_in_its_own_cell_or_in_that_of_others(value: WrittenValue, cell: int) -> None:
    assert CellFinder(TEXT).cell(value) == cell


@given(st.lists(st.none() | st.integers(-3, 40) | st.floats(-1e9, 1e9), min_size=1, max_size=80))
def test_counts_are_those_of_a_loop_over_the_values(values: list[float | None]) -> None:
    profile = numbers(values)
    finder = CellFinder(profile)
    by_hand = np.zeros((24, profile.cells), dtype=np.int64)
    for hour, value in enumerate(values):
        by_hand[hour % 24, finder.cell(value)] += 1
    assert profile.counts.tolist() == by_hand.tolist()
    assert list(profile.faults()) == []
    assert not profile.counts[:, list(profile.unseen_cells)].any()


def test_bins_hold_about_as_many_rows_each() -> None:
    rows = numbers(np.random.default_rng(1).lognormal(size=5_000).tolist()).counts.sum(axis=0)
    assert rows.size == BINS + 3
    assert rows[1:-2] == pytest.approx(500, abs=1)


def test_equal_values_stay_in_one_bin() -> None:
    profile = numbers([0.0] * 80 + [1.0] * 5 + [2.0] * 15)
    assert sorted(profile.counts.sum(axis=0).tolist()) == [0, 0, 0, 20, 80]


def test_a_constant_that_changes_is_in_another_bin() -> None:
    finder = CellFinder(numbers([7.0] * 50))
    assert len({finder.cell(6), finder.cell(7), finder.cell(8)}) == 3


def test_what_is_always_missing_has_a_profile_all_the_same() -> None:
    profile = numbers([None] * 30)
    assert (profile.cells, int(profile.counts[:, -1].sum())) == (2, 30)
    assert list(profile.faults()) == []


def test_a_whole_number_of_few_values_is_a_category_and_of_many_a_number() -> None:
    few = numbers([0.0, 1.0, 1.0, None, 3.0], whole=True)
    assert (few.kind, few.categories) == ("category", ("0", "1", "3"))
    values: tuple[WrittenValue, ...] = (True, 1, 1.0)
    assert [CellFinder(few).cell(value) for value in values] == [1, 1, 1]
    assert numbers([float(value) for value in range(40)], whole=True).kind == "number"


def test_the_most_frequent_texts_have_cells_of_their_own() -> None:
    values = [f"{number:02}" for number in range(40) for _ in range(41 - number)]
    profile = texts(values)
    assert profile.categories == tuple(f"{number:02}" for number in range(MOST_CATEGORIES))
    others = sum(41 - number for number in range(MOST_CATEGORIES, 40))
    assert profile.counts[:, -2].sum() == others


def test_days_that_differ_by_more_than_chance_are_dispersed() -> None:
    rng = np.random.default_rng(2)
    times = np.repeat(np.arange(30 * 24), 20) * HOUR_MS
    drawn = rng.normal(size=times.size)
    of_day = np.repeat(rng.normal(size=30), 24 * 20)
    assert profiled_numbers("n", drawn, times).dispersion < 2.5
    assert profiled_numbers("n", drawn + of_day, times).dispersion > 20


def test_the_hours_of_days_are_compared_with_those_of_other_days() -> None:
    times = np.repeat(np.arange(10 * 24), 10) * HOUR_MS
    even = profiled_hours(times)
    assert even.dispersion == 1
    assert even.counts[13, 13] == 100
    mornings = times[(times // DAY_MS % 2 == 0) | (times // HOUR_MS % 24 < 12)]
    assert profiled_hours(mornings).dispersion > 1.5


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        (replace(NUMBER, edges=(0.0, 2.0, 1.0)), "edges"),
        (replace(NUMBER, by_hour=NUMBER.by_hour[:5]), "by_hour"),
        (replace(NUMBER, by_hour=((0, -1, 1, 0, 0),) * 24), "by_hour"),
        (replace(NUMBER, by_hour=((0,) * 5,) * 24), "by_hour"),
        (replace(NUMBER, dispersion=0.5), "dispersion"),
        (replace(TEXT, categories=("FR", "FR")), "categories"),
    ],
)
def test_a_faulty_profile_names_its_field(profile: FeatureProfile, field: str) -> None:
    faults = list(profile.faults())
    assert len(faults) == 1
    assert field in faults[0]
    assert repr(profile.name) in faults[0]


@pytest.mark.parametrize(
    ("profile", "labels"),
    [
        (NUMBER, ["<= 0", "<= 1", "<= 2", "> 2", "missing"]),
        (TEXT, ["FR", "DE", "other", "missing"]),
    ],
)
def test_a_cell_says_what_is_in_it(profile: FeatureProfile, labels: list[str]) -> None:
    assert [profile.label(cell) for cell in range(profile.cells)] == labels
