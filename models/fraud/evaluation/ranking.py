"""How well scores rank frauds above genuine payments: AUC-ROC and average precision.

::

    by falling score   | 0.9 | 0.7 0.7 0.7 | 0.4 | ...     equal scores are one step
    frauds so far        1     2             2
    rows so far          1     4             5
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Ranking:
    """Payments sorted by score once, so that re-weighted copies are measured without sorting.

    Args:
        scores: (n,) higher is more suspicious.
        fraud: (n,) truth.

    Raises:
        ValueError: a score is not a number, the lengths differ, or one of the classes is absent.
    """

    def __init__(self, scores: Floats, fraud: NDArray[np.bool_]) -> None:
        if scores.shape != fraud.shape:
            raise ValueError(f"scores: {scores.shape}, expected as many as truths, {fraud.shape}")
        if np.isnan(scores).any():
            raise ValueError(f"scores: {int(np.isnan(scores).sum())} are not a number")
        if not fraud.any() or fraud.all():
            raise ValueError(
                f"fraud: true for {int(fraud.sum())} of {fraud.size} rows, expected both classes"
            )
        self._order: Final = np.argsort(-scores, kind="stable")
        self._fraud: Final = fraud[self._order].astype(np.float64)
        falling = scores[self._order]
        self._last_of_step: Final = np.append(
            np.flatnonzero(falling[1:] != falling[:-1]), fraud.size - 1
        )

    def auc_roc(self, weights: Floats | None = None) -> float:
        """The probability that a fraud scores higher than a genuine payment, ties counting half.

        Args:
            weights: (n,) how often each payment counts; None means once. Both classes must keep
                some weight, else the value is NaN.
        """
        frauds, genuine = self._counts(weights)
        frauds_above = np.concatenate(([0.0], frauds[:-1]))
        genuine_in_step = np.diff(genuine, prepend=0.0)
        pairs = frauds[-1] * genuine[-1]
        if not pairs:
            return float("nan")
        return float(((frauds_above + frauds) / 2 * genuine_in_step).sum() / pairs)

    def average_precision(self, weights: Floats | None = None) -> float:
        """Precision, averaged over the steps of recall: the sum of P_n (R_n - R_n-1).

        Args:
            weights: as for `auc_roc`.
        """
        frauds, genuine = self._counts(weights)
        if not frauds[-1]:
            return float("nan")
        reached = frauds + genuine
        precision = np.divide(frauds, reached, out=np.zeros_like(frauds), where=reached > 0)
        return float((precision * np.diff(frauds, prepend=0.0)).sum() / frauds[-1])

    def _counts(self, weights: Floats | None) -> tuple[Floats, Floats]:
        """Weight of the frauds and of the genuine payments down to the end of every step."""
        weight = np.ones(self._fraud.size) if weights is None else weights[self._order]
        frauds = np.cumsum(weight * self._fraud)[self._last_of_step]
        return frauds, np.cumsum(weight)[self._last_of_step] - frauds
