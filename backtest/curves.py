"""Curves of a score: precision over recall, and calibration."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """Precision and recall at every distinct score as the threshold, the highest first.

    Attributes:
        threshold: (k,) falling.
        recall: (k,) of the frauds, those at or above the threshold.
        precision: (k,) of the payments at or above the threshold, the frauds.
        average_precision: sum of the precisions, each times what recall gained at it.
    """

    threshold: Floats
    recall: Floats
    precision: Floats
    average_precision: float


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Payments of neighbouring scores.

    Attributes:
        mean_score: what the model said of them on average.
        fraud_share: how many of them were frauds.
    """

    payments: int
    frauds: int
    mean_score: float
    fraud_share: float


def precision_recall(scores: Floats, fraud: Mask) -> PrecisionRecall | None:
    """The curve of (n,) scores, of which some are frauds; None where none is.

    >>> curve = precision_recall(np.array([0.9, 0.5, 0.5]), np.array([True, True, False]))
    >>> curve.recall, curve.precision.round(3)
    (array([0.5, 1. ]), array([1.   , 0.667]))
    """
    if not fraud.any():
        return None
    order = np.argsort(-scores, kind="stable")
    falling = scores[order]
    caught = np.cumsum(fraud[order])
    # Equal scores are reached together.
    ends = np.append(np.flatnonzero(falling[1:] != falling[:-1]), falling.size - 1)
    recall = caught[ends] / caught[-1]
    precision = caught[ends] / (ends + 1)
    gained = np.diff(recall, prepend=0.0)
    return PrecisionRecall(falling[ends], recall, precision, float((precision * gained).sum()))


def calibration(scores: Floats, fraud: Mask, bins: int = 10) -> tuple[CalibrationBin, ...]:
    """Payments by rising score, in bins of about equally many frauds.

    By frauds and not by payments, since almost all payments score next to nothing.
    """
    order = np.argsort(scores, kind="stable")
    rising, truths = scores[order], fraud[order]
    seen = np.cumsum(truths)
    total = int(truths.sum())
    wanted = np.arange(1, min(bins, total)) * total / max(1, min(bins, total))
    cuts = np.searchsorted(seen, wanted)
    # A bin ends where the score changes, so that equal scores share one.
    cuts = np.unique(np.searchsorted(rising, rising[cuts], "right")) if cuts.size else cuts
    found = []
    for start, end in zip([0, *cuts.tolist()], [*cuts.tolist(), rising.size], strict=True):
        if end > start:
            payments, frauds = end - start, int(truths[start:end].sum())
            mean = float(rising[start:end].mean())
            found.append(CalibrationBin(payments, frauds, mean, frauds / payments))
    return tuple(found)
