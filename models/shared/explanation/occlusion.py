"""Explains any classifier by occlusion: what the score loses without each feature alone.

The fallback for a model without an explainer file. It is no exact attribution: features that say
the same thing cover for each other, so the contributions do not add up to the score.
"""

import numpy as np
from numpy.typing import NDArray

from models.shared.explanation.explanation import Explanation, Method
from models.shared.scorer import OnnxScorer


class OcclusionExplainer:
    """Scores the row with one feature at a time replaced by its usual value.

    Args:
        scorer: the model.
    """

    method: Method = "occlusion"

    def __init__(self, scorer: OnnxScorer) -> None:
        self._scorer = scorer
        self._usual = scorer.manifest.reference_row()
        (self._usual_score,) = scorer.score_matrix(self._usual[None, :])

    def explain(self, row: NDArray[np.float32]) -> Explanation:
        """The contributions of a (features,) row; one batch of at most f + 1 rows is scored."""
        differing = np.flatnonzero(row != self._usual)
        inputs = np.repeat(row[None, :], differing.size + 1, axis=0)
        inputs[np.arange(1, differing.size + 1), differing] = self._usual[differing]
        score, *without = self._scorer.score_matrix(inputs)
        contributions = np.zeros(row.size)
        contributions[differing] = score - np.array(without)
        return Explanation(self.method, contributions, None, self._usual_score)
