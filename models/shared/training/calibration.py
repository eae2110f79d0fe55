"""Calibration: what a classifier says, turned into a probability.

    p = sigmoid(slope * log-odds + intercept)

Platt, "Probabilistic outputs for support vector machines" (1999), on the log-odds. A classifier
that was fitted with weighted or undersampled rows exaggerates the odds of the positive class by a
known factor; its logarithm is taken off first (Elkan, "The foundations of cost-sensitive
learning", 2001).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

LEAST: Final = 1e-7
"""A forest's probability is taken no nearer than this to 0 and 1."""
FEWEST_POSITIVES: Final = 20
_WEAK_PENALTY: Final = 1e6

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """sigmoid(slope * log-odds + intercept), rising: slope > 0."""

    slope: float = 1.0
    intercept: float = 0.0

    def apply(self, margins: Floats) -> Floats:
        """(rows,) log-odds to probabilities, in the same order."""
        return sigmoid(self.slope * margins + self.intercept)

    def shifted(self, log_odds_ratio: float) -> "Calibration":
        """The same for a classifier whose log-odds are too high by `log_odds_ratio`."""
        return Calibration(self.slope, self.intercept - self.slope * log_odds_ratio)


def log_odds(probability: Floats) -> Floats:
    """log(p / (1 - p)), with p taken no nearer to 0 and 1 than `LEAST`."""
    p, q = np.clip(probability, LEAST, 1.0), np.clip(1.0 - probability, LEAST, 1.0)
    odds: Floats = np.log(p) - np.log(q)
    return odds


def sigmoid(margin: Floats) -> Floats:
    """1 / (1 + exp(-margin)), without overflow."""
    probability: Floats = 0.5 * (1.0 + np.tanh(0.5 * margin))
    return probability


def fit_calibration(margins: Floats, positive: NDArray[np.bool_]) -> Calibration | None:
    """Fit the calibration that makes the labels likeliest; None for too few positives.

    Args:
        margins: (rows,) log-odds of rows that the classifier was not fitted on.
        positive: (rows,) their labels.
    """
    if min(int(positive.sum()), int((~positive).sum())) < FEWEST_POSITIVES:
        return None
    regression = LogisticRegression(C=_WEAK_PENALTY, max_iter=1_000)
    regression.fit(margins.reshape(-1, 1), positive.astype(np.int64))
    slope, intercept = float(regression.coef_[0, 0]), float(regression.intercept_[0])
    return Calibration(slope, intercept) if slope > 0 else None
