"""Counts the values of a column into the profile that is kept with a model."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from events.shared.time_units import DAY_MS, HOUR_MS
from models.shared.profile.feature_profile import HOURS, CellFinder, FeatureProfile, category_of

BINS: Final = 10
"""Of about equal rows; fewer where many rows have the same value."""
MOST_WHOLE_VALUES: Final = 12
"""A whole number with at most so many different values is a category."""
MOST_CATEGORIES: Final = 30
_FEWEST_EXPECTED: Final = 5
"""Of a cell, for a day's count to be compared (Cochran 1954)."""
_FEWEST_DAYS: Final = 5
_USUAL_DAYS: Final = 0.9
_BEYOND: Final = 0.25
"""Of the way from the median to an end: what is so far beyond it is a value training never had."""


def profiled_numbers(
    name: str,
    values: NDArray[np.float64],
    time_ms: NDArray[np.int64],
    *,
    whole: bool = False,
    edges_at: tuple[float, ...] = (),
) -> FeatureProfile:
    """The profile of a number.

    Args:
        name: of the feature.
        values: (n,) NaN where missing.
        time_ms: (n,) event time.
        whole: the values are whole numbers or yes and no: few different ones make a category.
        edges_at: where edges are wanted beside those between equal parts.
    """
    present = values[~np.isnan(values)]
    distinct = np.unique(present)
    if whole and 0 < distinct.size <= MOST_WHOLE_VALUES:
        texts = np.full(values.size, None, dtype=object)
        texts[~np.isnan(values)] = [category_of(value) for value in present.tolist()]
        return profiled_texts(name, texts, time_ms, order=tuple(map(category_of, distinct)))
    edges: tuple[float, ...] = ()
    if present.size:
        shares = np.arange(1, BINS) / BINS
        # A quantile that is a value of the data: equal values stay in one bin.
        between = np.quantile(present, shares, method="inverted_cdf")
        least, most = distinct[0], distinct[-1]
        wanted = [one for one in edges_at if least < one < most]
        middle = float(np.median(present))
        below, above = _BEYOND * (middle - least), _BEYOND * (most - middle)
        outer = (np.nextafter(least - below, -np.inf), most + above)
        between = between[between < most]
        edges = tuple(np.unique([*between, *outer, *wanted]).tolist())
    cells = np.searchsorted(np.array(edges), values, side="left")
    cells[np.isnan(values)] = len(edges) + 1
    counts, dispersion = _counted(cells, time_ms, len(edges) + 2)
    return FeatureProfile(name, "number", counts, edges=edges, dispersion=dispersion)


def profiled_texts(
    name: str,
    values: NDArray[np.object_],
    time_ms: NDArray[np.int64],
    order: tuple[str, ...] | None = None,
) -> FeatureProfile:
    """The profile of a category.

    Args:
        name: of the feature.
        values: (n,) texts, None where missing.
        time_ms: (n,) event time.
        order: of the categories; None for the most frequent ones, the most frequent first.
    """
    if order is None:
        present = [value for value in values.tolist() if value is not None]
        names, times = np.unique(np.array(present, dtype=np.str_), return_counts=True)
        order = tuple(names[np.argsort(-times, kind="stable")][:MOST_CATEGORIES].tolist())
    nothing = tuple([(0,) * (len(order) + 2)] * HOURS)
    finder = CellFinder(FeatureProfile(name, "category", nothing, categories=order))
    cells = np.array([finder.cell(value) for value in values.tolist()], dtype=np.int64)
    counts, dispersion = _counted(cells, time_ms, len(order) + 2)
    return FeatureProfile(name, "category", counts, categories=order, dispersion=dispersion)


def profiled_hours(time_ms: NDArray[np.int64]) -> FeatureProfile:
    """How (n,) event times are spread over the hours of the day, each a category.

    Its dispersion is that of days from each other, whose hours are all the same to it.
    """
    hours = time_ms // HOUR_MS % HOURS
    counts, _ = _counted(hours, time_ms, HOURS + 2)
    _, dispersion = _counted(hours, time_ms // DAY_MS * DAY_MS, HOURS + 2)
    names = tuple(map(str, range(HOURS)))
    return FeatureProfile("event_hour", "category", counts, categories=names, dispersion=dispersion)


def _counted(
    cells: NDArray[np.int64], time_ms: NDArray[np.int64], size: int
) -> tuple[tuple[tuple[int, ...], ...], float]:
    """Rows by hour and cell, and how much days differed from what their hours lead to expect."""
    hours = time_ms // HOUR_MS % HOURS
    by_hour = np.zeros((HOURS, size), dtype=np.int64)
    np.add.at(by_hour, (hours, cells), 1)
    days, day = np.unique(time_ms // DAY_MS, return_inverse=True)
    found = np.zeros((days.size, size))
    np.add.at(found, (day, cells), 1)
    day_hours = np.zeros((days.size, HOURS))
    np.add.at(day_hours, (day, hours), 1)
    shares = by_hour / np.maximum(by_hour.sum(axis=1, keepdims=True), 1)
    counts = tuple(tuple(row) for row in by_hour.tolist())
    return counts, _dispersion(found, day_hours @ shares)


def _dispersion(found: NDArray[np.float64], expected: NDArray[np.float64]) -> float:
    """Pearson's statistic a degree of freedom, as it is exceeded on one day in ten, at least 1.

    The estimate of overdispersion of McCullagh and Nelder (Generalized Linear Models, 1989, 4.5),
    day by day. Payments of one card or merchant share a history, and frauds come in waves: days
    differ by more than as many drawn payments would, some of them by much more.

    Args:
        found: (days, cells) rows.
        expected: (days, cells) the same as the hours of each day lead to expect.
    """
    compared = expected >= _FEWEST_EXPECTED
    freedom = compared.sum(axis=1) - 1
    terms = np.where(compared, (found - expected) ** 2 / np.where(compared, expected, 1), 0)
    usable = freedom >= 1
    if usable.sum() < _FEWEST_DAYS:
        return 1.0
    ratios = terms.sum(axis=1)[usable] / freedom[usable]
    return max(1.0, round(float(np.quantile(ratios, _USUAL_DAYS)), 3))
