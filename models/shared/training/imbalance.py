"""Positives are rare: how a fit makes more of them, and how far that raises the odds it sees."""

from dataclasses import dataclass
from math import log, sqrt
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Weighting = Literal["none", "root"]
"""Rows as they are; or a positive weighs the square root of the negatives per positive."""
MOST_ODDS: Final = 64.0
"""Largest factor on the odds: beyond it single positives would drive the fit."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The rows to fit on and the weight of each positive.

    Attributes:
        rows: indices, ascending; all positives and some or all negatives.
        positive_weight: of a positive, where a negative has 1.
        log_odds_ratio: by how much the log-odds of a classifier fitted so are too high.
    """

    rows: NDArray[np.int64]
    positive_weight: float
    log_odds_ratio: float


def balanced(
    positive: NDArray[np.bool_], weighting: Weighting, *, most_negatives: int, seed: int
) -> Balance:
    """What to fit on.

    Args:
        positive: (rows,) labels.
        weighting: of the positives.
        most_negatives: if there are more negatives, this many are drawn.
        seed: of the draw.
    """
    negatives = np.flatnonzero(~positive)
    positives = np.flatnonzero(positive)
    drawn = negatives
    if negatives.size > most_negatives:
        drawn = np.random.default_rng(seed).choice(negatives, most_negatives, replace=False)
    per_drawn = negatives.size / max(1, drawn.size)
    weight = 1.0
    if weighting == "root" and positives.size:
        weight = max(1.0, min(sqrt(drawn.size / positives.size), MOST_ODDS / per_drawn))
    return Balance(
        rows=np.sort(np.concatenate([positives, drawn])),
        positive_weight=weight,
        log_odds_ratio=log(weight * per_drawn),
    )
