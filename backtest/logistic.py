"""A plain logistic regression, fitted by Newton's method: the legacy baseline's model."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS: Final = 30
_CLOSE: Final = 1e-6
_RIDGE: Final = 1.0
_FARTHEST: Final = 30.0


@dataclass(frozen=True, slots=True)
class Logistic:
    """Weights over standardised inputs; the last weight is the constant."""

    mean: Floats
    deviation: Floats
    weights: Floats

    def score(self, inputs: Floats) -> Floats:
        """(n,) probability of each row of (n, k) inputs."""
        return _probability(_design(inputs, self.mean, self.deviation), self.weights)


def fit_logistic(inputs: Floats, positive: NDArray[np.bool_]) -> Logistic:
    """Fits (n, k) inputs to (n,) truths, with a ridge penalty of 1 on the standardised weights.

    Newton's method (iteratively reweighted least squares): Hastie, Tibshirani and Friedman, The
    Elements of Statistical Learning, 2nd edition, section 4.4.1.
    """
    mean = inputs.mean(axis=0)
    deviation = inputs.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1.0)
    design = _design(inputs, mean, deviation)
    weights = np.zeros(design.shape[1])
    penalty = np.full(design.shape[1], _RIDGE)
    penalty[-1] = 1e-6
    for _ in range(_STEPS):
        probability = _probability(design, weights)
        gradient = design.T @ (positive - probability) - penalty * weights
        spread = probability * (1 - probability)
        curvature = (design * spread[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step
        if np.abs(step).max() < _CLOSE:
            break
    return Logistic(mean, deviation, weights)


def _design(inputs: Floats, mean: Floats, deviation: Floats) -> Floats:
    standard = (inputs - mean) / deviation
    return np.column_stack([standard, np.ones(len(inputs))])


def _probability(design: Floats, weights: Floats) -> Floats:
    logit = np.clip(design @ weights, -_FARTHEST, _FARTHEST)
    return np.asarray(1 / (1 + np.exp(-logit)))
