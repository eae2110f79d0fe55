"""Exact Shapley values of a linear model: weight times how far the input is from the usual one."""

import numpy as np
from numpy.typing import NDArray

from models.shared.explanation.image import Weights


class LinearShapley:
    """The contributions of features to the margin of a linear model.

    Args:
        model: the weights.
        usual: (features,) the row to compare with, missing values filled.
    """

    def __init__(self, model: Weights, usual: NDArray[np.float32]) -> None:
        self._weights = np.array(model.weights, dtype=np.float64)
        self._constant = model.constant
        self._usual = usual.astype(np.float64)

    def margin(self, row: NDArray[np.float32]) -> float:
        """The margin of a (features,) row, missing values filled."""
        return float(self._constant + self._weights @ row.astype(np.float64))

    def contributions(self, row: NDArray[np.float32]) -> NDArray[np.float64]:
        """What each feature of a (features,) row adds to the margin of the usual row."""
        return self._weights * (row.astype(np.float64) - self._usual)
