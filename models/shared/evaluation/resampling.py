"""Bootstrap over groups: how much a figure would move with others of what was measured.

What belongs together (payments of a card, queries of a session) is not independent, so whole groups
are drawn: a group drawn twice counts twice (cluster bootstrap; Cameron, Gelbach and Miller,
"Bootstrap-based improvements for inference with clustered errors", 2008). Intervals are
percentiles.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONFIDENCE: Final = 0.95


class Interval(Struct, frozen=True):
    """Where a figure lies in 95 % of the resamples; None where too few of them have a value."""

    low: float | None
    high: float | None


class Resampling(Struct, frozen=True):
    """How often to draw, and from which seed."""

    resamples: int = 200
    seed: int = 0


def group_weights(group: NDArray[np.int64], resampling: Resampling) -> Iterator[Floats]:
    """For every resample, (n,) how often each of the measured counts.

    Args:
        group: (n,) code of the group of each.
        resampling: as many groups as there are, are drawn with replacement, so many times.
    """
    distinct, code = np.unique(group, return_inverse=True)
    rng = np.random.default_rng(resampling.seed)
    for _ in range(resampling.resamples):
        drawn = rng.integers(0, distinct.size, distinct.size)
        yield np.bincount(drawn, minlength=distinct.size).astype(np.float64)[code]


def drawn_means(values: Floats, resampling: Resampling) -> Floats:
    """(resamples,) the mean of as many values as there are, drawn with replacement."""
    rng = np.random.default_rng(resampling.seed)
    drawn = rng.integers(0, values.size, (resampling.resamples, values.size))
    means: Floats = values[drawn].mean(axis=1)
    return means


def interval(values: Floats) -> Interval:
    """The middle 95 % of `values`; a NaN, of a resample without a value, is left out."""
    present = values[~np.isnan(values)]
    if 2 * present.size < values.size or not present.size:
        return Interval(None, None)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(present, [tail, 1 - tail])
    return Interval(float(low), float(high))


def group_intervals(
    group: NDArray[np.int64],
    resampling: Resampling,
    figures: Mapping[str, Callable[[Floats], float]],
) -> dict[str, Interval]:
    """An interval for each figure, all over the same resamples of groups.

    Args:
        group: (n,) code of the group of each of the measured.
        resampling: how to draw.
        figures: name to the figure as a function of the (n,) weights.
    """
    found: dict[str, list[float]] = {name: [] for name in figures}
    for weights in group_weights(group, resampling):
        for name, figure in figures.items():
            found[name].append(figure(weights))
    return {name: interval(np.array(values)) for name, values in found.items()}
