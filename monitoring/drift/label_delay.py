"""How long labels take, as counts by steps of equal ratio: quantiles in bounded memory."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from events.shared.time_units import DAY_MS, MINUTE_MS

_STEPS_A_DECADE: Final = 20
_LONGEST_MS: Final = 1_000 * DAY_MS


def _edges() -> tuple[float, ...]:
    decades = np.log10(_LONGEST_MS / MINUTE_MS)
    exponents = np.arange(int(np.ceil(decades * _STEPS_A_DECADE)) + 1) / _STEPS_A_DECADE
    return tuple((MINUTE_MS * 10**exponents).tolist())


EDGES_MS: Final = _edges()
"""A cell ends at each, 12 % above the one before; one more is for what takes longer."""
DELAY_CELLS: Final = len(EDGES_MS) + 1


def delay_cell(delay_ms: int) -> int:
    """The cell of a delay."""
    return bisect_left(EDGES_MS, delay_ms)


@dataclass(frozen=True, slots=True)
class LabelDelay:
    """How long the labels took that were reported in a window.

    Attributes:
        labels: that were reported in it.
        median_ms: from the payment to the report; None without labels.
        p90_ms: the same of nine in ten.
    """

    labels: int = 0
    median_ms: int | None = None
    p90_ms: int | None = None


def label_delay(counts: NDArray[np.int64]) -> LabelDelay:
    """The delay of (DELAY_CELLS,) labels."""
    median, p90 = delay_quantile(counts, 0.5), delay_quantile(counts, 0.9)
    return LabelDelay(int(counts.sum()), median, p90)


def delay_quantile(counts: NDArray[np.int64], share: float) -> int | None:
    """The delay in ms that `share` of the labels do not exceed, at most 12 % too long.

    Args:
        counts: (DELAY_CELLS,) labels.
        share: above 0, at most 1.

    Returns:
        None without labels.
    """
    total = int(counts.sum())
    if not total:
        return None
    cell = int(np.searchsorted(np.cumsum(counts), max(1, np.ceil(share * total - 1e-9))))
    return round(EDGES_MS[min(cell, len(EDGES_MS) - 1)])
