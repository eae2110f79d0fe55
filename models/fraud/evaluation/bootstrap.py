"""Bootstrap intervals: how much a figure would move with other cards, or other days.

Payments of one card are not independent of each other, so whole cards are drawn, not payments: a
card drawn twice counts twice (cluster bootstrap; Cameron, Gelbach and Miller, "Bootstrap-based
improvements for inference with clustered errors", 2008). Intervals are percentiles.
"""

from collections.abc import Callable, Iterator
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


def card_weights(card: NDArray[np.int64], resampling: Resampling) -> Iterator[Floats]:
    """For every resample, (n,) how often each payment counts.

    Args:
        card: (n,) code of each payment's card.
        resampling: as many cards as there are, are drawn with replacement, so many times.
    """
    distinct, code = np.unique(card, return_inverse=True)
    rng = np.random.default_rng(resampling.seed)
    for _ in range(resampling.resamples):
        drawn = rng.integers(0, distinct.size, distinct.size)
        yield np.bincount(drawn, minlength=distinct.size).astype(np.float64)[code]


def day_means(daily: Floats, resampling: Resampling) -> Floats:
    """(resamples,) the mean of as many days as there are, drawn with replacement."""
    rng = np.random.default_rng(resampling.seed)
    drawn = rng.integers(0, daily.size, (resampling.resamples, daily.size))
    means: Floats = daily[drawn].mean(axis=1)
    return means


def interval(values: Floats) -> Interval:
    """The middle 95 % of `values`; a NaN, of a resample without a value, is left out."""
    present = values[~np.isnan(values)]
    if 2 * present.size < values.size or not present.size:
        return Interval(None, None)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(present, [tail, 1 - tail])
    return Interval(float(low), float(high))


def card_intervals(
    card: NDArray[np.int64],
    resampling: Resampling,
    figures: dict[str, Callable[[Floats], float]],
) -> dict[str, Interval]:
    """An interval for each figure, all over the same resamples of cards.

    Args:
        card: (n,) code of each payment's card.
        resampling: how to draw.
        figures: name to the figure as a function of the (n,) weights.
    """
    found: dict[str, list[float]] = {name: [] for name in figures}
    for weights in card_weights(card, resampling):
        for name, figure in figures.items():
            found[name].append(figure(weights))
    return {name: interval(np.array(values)) for name, values in found.items()}
