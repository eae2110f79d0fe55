"""What an explainer says of one payment, and what every explainer can do."""

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Method = Literal["shapley", "occlusion"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Contributions of f features, in the order of the model's input.

    Attributes:
        method: ``shapley``: exact, contributions add up to score - usual_score; ``occlusion``:
            how far the score falls without the feature alone, which does not add up to it.
        contributions: (f,) in score, which is a probability.
        log_odds: (f,) in log-odds of the score, exact; None where the model does not add these up.
        usual_score: the score of the reference row.
    """

    method: Method
    contributions: NDArray[np.float64]
    log_odds: NDArray[np.float64] | None
    usual_score: float


class Explainer(Protocol):
    """Explains the score of one row."""

    @property
    def method(self) -> Method:
        """How it explains."""

    def explain(self, row: NDArray[np.float32]) -> Explanation:
        """The contributions of a (features,) row, missing values filled."""
