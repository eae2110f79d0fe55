"""How a score is distributed among frauds and genuine payments."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

LEAST_SCORE: Final = 0.0005
"""Scores nearer to 0 or 1 than this are shown there: a logit has no end."""


@dataclass(frozen=True, slots=True)
class ScoreHistogram:
    """Payments by score, in steps of equal width of the logit.

    Attributes:
        edges: (k + 1,) scores.
        fraud: (k,) frauds between two edges.
        genuine: (k,) genuine payments between two edges.
    """

    edges: Floats
    fraud: Ints
    genuine: Ints


def score_histogram(scores: Floats, fraud: Mask, steps: int = 38) -> ScoreHistogram:
    """How (n,) scores are distributed, of frauds and of genuine payments."""
    most = np.log((1 - LEAST_SCORE) / LEAST_SCORE)
    edges = 1 / (1 + np.exp(-np.linspace(-most, most, steps + 1)))
    edges[[0, -1]] = LEAST_SCORE, 1 - LEAST_SCORE
    shown = np.clip(scores, edges[0], edges[-1])
    return ScoreHistogram(
        edges, np.histogram(shown[fraud], edges)[0], np.histogram(shown[~fraud], edges)[0]
    )
