"""Chooses the thresholds: how many genuine payments may be flagged, and blocked."""

import numpy as np
from numpy.typing import NDArray

from models.manifest import Thresholds


def choose_thresholds(
    scores: NDArray[np.float64],
    fraud: NDArray[np.bool_],
    *,
    flagged_genuine: float,
    blocked_genuine: float,
) -> Thresholds:
    """The lowest thresholds that keep to both shares of the genuine payments.

    Args:
        scores: (rows,) probability of fraud.
        fraud: (rows,) truth.
        flagged_genuine: largest share of genuine payments that may be flagged or blocked.
        blocked_genuine: largest share of genuine payments that may be blocked.

    Raises:
        ValueError: if the shares are not 0 < blocked <= flagged < 1, or nothing is genuine.
    """
    if not 0 < blocked_genuine <= flagged_genuine < 1:
        raise ValueError(
            f"flagged_genuine: {flagged_genuine}, blocked_genuine: {blocked_genuine},"
            " expected 0 < blocked_genuine <= flagged_genuine < 1"
        )
    genuine = np.sort(scores[~fraud])
    if not genuine.size:
        raise ValueError("fraud: true everywhere, expected genuine payments to choose by")
    return Thresholds(flag=_above(genuine, flagged_genuine), block=_above(genuine, blocked_genuine))


def _above(ascending: NDArray[np.float64], share: float) -> float:
    """The smallest value, rounded up to 6 decimals, with at most `share` at or above it."""
    allowed = int(ascending.size * share)
    below = float(ascending[ascending.size - 1 - allowed])
    return min(1.0, float(np.floor(below * 1e6 + 1) / 1e6))
