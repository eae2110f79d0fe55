"""Intervals of means over queries, and of how two methods differ on the same queries.

Both methods are measured on the same resample each time, so what makes a query hard for both is no
part of their difference.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.shared.evaluation.resampling import Interval, Resampling, group_intervals

Floats = NDArray[np.float64]


class Comparison(Struct, frozen=True):
    """How the mean of one method is to that of another; a ratio to a mean of 0 is None.

    Attributes:
        difference: first less second.
        difference_interval: of it.
        ratio: first by second.
        ratio_interval: of it.
    """

    difference: float
    difference_interval: Interval
    ratio: float | None
    ratio_interval: Interval


def mean_interval(
    values: Floats, resampling: Resampling, group: NDArray[np.int64] | None = None
) -> Interval:
    """The interval of the mean.

    Args:
        values: (n,) of a metric, one a query.
        resampling: how to draw.
        group: (n,) code of what each query belongs to, such as its session; queries of a group are
            drawn together. None where each query stands for itself.

    Raises:
        ValueError: there are no queries, or the lengths differ.
    """
    groups = _groups(values, group)
    return group_intervals(groups, resampling, {"mean": lambda weights: _mean(values, weights)})[
        "mean"
    ]


def compared(
    first: Floats,
    second: Floats,
    resampling: Resampling,
    group: NDArray[np.int64] | None = None,
) -> Comparison:
    """Two methods on the same queries.

    Args:
        first: (n,) of a metric, one a query.
        second: (n,) of the other method, for the same queries.
        resampling: how to draw.
        group: as in `mean_interval`.

    Raises:
        ValueError: there are no queries, or the lengths differ.
    """
    if first.shape != second.shape:
        raise ValueError(f"second: {second.shape}, expected as many as of the first, {first.shape}")
    intervals = group_intervals(
        _groups(first, group),
        resampling,
        {
            "difference": lambda weights: _mean(first - second, weights),
            "ratio": lambda weights: _ratio(_mean(first, weights), _mean(second, weights)),
        },
    )
    ratio = _ratio(float(first.mean()), float(second.mean()))
    return Comparison(
        difference=float((first - second).mean()),
        difference_interval=intervals["difference"],
        ratio=None if np.isnan(ratio) else ratio,
        ratio_interval=intervals["ratio"],
    )


def _groups(values: Floats, group: NDArray[np.int64] | None) -> NDArray[np.int64]:
    if not values.size:
        raise ValueError("values: none, expected those of at least one query")
    if group is None:
        return np.arange(values.size)
    if group.shape != values.shape:
        raise ValueError(f"group: {group.shape}, expected one a query, {values.shape}")
    return group


def _mean(values: Floats, weights: Floats) -> float:
    return float(np.average(values, weights=weights))


def _ratio(first: float, second: float) -> float:
    return first / second if second else float("nan")
