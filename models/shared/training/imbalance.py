"""Frauds are rare: how a fit makes more of them, and by how much that raises the odds it sees."""

from dataclasses import dataclass
from math import log, sqrt
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Weighting = Literal["none", "root"]
"""Rows as they are; or a fraud weighs the square root of the genuine payments per fraud."""
MOST_ODDS: Final = 64.0
"""Largest factor on the odds: beyond it single frauds would drive the fit."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The rows to fit on and the weight of each fraud.

    Attributes:
        rows: indices, ascending; all frauds and some or all genuine payments.
        fraud_weight: of a fraud, where a genuine payment has 1.
        log_odds_ratio: by how much a classifier fitted so has its log-odds of fraud too high.
    """

    rows: NDArray[np.int64]
    fraud_weight: float
    log_odds_ratio: float


def balanced(
    fraud: NDArray[np.bool_], weighting: Weighting, *, most_genuine: int, seed: int
) -> Balance:
    """What to fit on.

    Args:
        fraud: (rows,) labels.
        weighting: of the frauds.
        most_genuine: if there are more genuine payments, this many are drawn.
        seed: of the draw.
    """
    genuine = np.flatnonzero(~fraud)
    frauds = np.flatnonzero(fraud)
    drawn = genuine
    if genuine.size > most_genuine:
        drawn = np.random.default_rng(seed).choice(genuine, most_genuine, replace=False)
    per_drawn = genuine.size / max(1, drawn.size)
    weight = 1.0
    if weighting == "root" and frauds.size:
        weight = max(1.0, min(sqrt(drawn.size / frauds.size), MOST_ODDS / per_drawn))
    return Balance(
        rows=np.sort(np.concatenate([frauds, drawn])),
        fraud_weight=weight,
        log_odds_ratio=log(weight * per_drawn),
    )
