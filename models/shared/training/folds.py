"""Folds in time order: each is fitted on what came before the days it is measured on.

::

    |------ fit ------| gap |-- measure --|                      fold 1
    |------------- fit -------------| gap |-- measure --|        fold 2
    period.from                                  period.to

The gap is the feedback delay: at the first measured day, no younger payment had a label. A period
too short for it is folded without a gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.shared.training.period import Period

MEASURED_SHARE: Final = 3 / 7
"""Part of the period that the measured days of all folds make up: 3 days of a week."""
_LONGEST_GAP_SHARE: Final = 0.25


@dataclass(frozen=True, slots=True)
class Fold:
    """Indices of rows, ascending: to fit on, and to measure on."""

    fit: NDArray[np.int64]
    measure: NDArray[np.int64]


def gap_ms(period: Period, delay_ms: int) -> int:
    """The feedback delay, or 0 where it would take more than a quarter of the period."""
    return delay_ms if delay_ms <= period.length_ms * _LONGEST_GAP_SHARE else 0


def measured_rows(folds: Sequence[Fold]) -> NDArray[np.int64]:
    """Indices of the rows that any fold measures on, fold by fold."""
    return np.concatenate([fold.measure for fold in folds])


def fewest_positives(positive: NDArray[np.bool_], folds: Sequence[Fold]) -> int:
    """Positives in the part, of all parts of all folds, that has the fewest."""
    return min(int(positive[part].sum()) for fold in folds for part in (fold.fit, fold.measure))


def folds_of(
    time_ms: NDArray[np.int64], period: Period, *, count: int, delay_ms: int
) -> tuple[Fold, ...]:
    """`count` folds over rows with these event times.

    The measured parts follow each other without overlap and end with the period.
    """
    gap = gap_ms(period, delay_ms)
    measured_ms = int(period.length_ms * MEASURED_SHARE) // count
    folds = []
    for number in range(count, 0, -1):
        from_ms = period.to_ms - number * measured_ms
        to_ms = from_ms + measured_ms
        folds.append(
            Fold(
                fit=np.flatnonzero(time_ms < from_ms - gap),
                measure=np.flatnonzero((time_ms >= from_ms) & (time_ms < to_ms)),
            )
        )
    return tuple(folds)
