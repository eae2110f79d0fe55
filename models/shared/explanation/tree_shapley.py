"""Exact Shapley values of a tree ensemble against one usual row.

The game: a coalition S of features takes its values from the row, all others from the usual row;
its worth is the margin of that mixture. A leaf of value v is a box of bounds, one a feature:

    bound met by   row only  --> the feature is needed in S          a of them
                   usual only -> the feature is needed out of S      b of them
                   both      --> does not matter
                   neither   --> the leaf is out of reach of every S

so that its worth is v exactly for the S that hold the a and leave the b out. The Shapley value of
such a game has a closed form: v / (a C(a+b, a)) for each of the a, -v / (b C(a+b, a)) for each of
the b. Contributions add up over leaves and trees (linearity), and to the margin of the row less
that of the usual row (efficiency). Exact, and linear in the number of bounds.

Source: L. S. Shapley, A value for n-person games (1953), for the weights; S. Lundberg et al., From
local explanations to global understanding with explainable AI for trees (2020), for the game.
"""

from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.shared.explanation.image import LeafBoxes, unpacked_counts, unpacked_floats

Row = NDArray[np.float32]

# A bound's verdict: 0 both rows meet it, 1 the row alone, 2 the usual row alone, 3 neither.
_ROW_ONLY: Final = 1
_USUAL_ONLY: Final = 2
_LANE_BITS: Final = 20
_LANE: Final = (1 << _LANE_BITS) - 1
_STEPS: Final = np.array([0, 1, 1 << _LANE_BITS, 1 << 2 * _LANE_BITS], dtype=np.int64)
"""What a verdict adds to the counts of its leaf: three counts in one number, summed at once."""


class TreeShapley:
    """The contributions of features to the margin of a tree ensemble.

    Args:
        boxes: the leaves.
        usual: (features,) the row to compare with, missing values filled.
    """

    def __init__(self, boxes: LeafBoxes, usual: Row) -> None:
        self._width = usual.size
        self._values = unpacked_floats(boxes.values).astype(np.float64)
        self._constant = boxes.constant
        sizes = unpacked_counts(boxes.sizes)
        self._starts = np.cumsum(sizes) - sizes
        self._leaf = np.repeat(np.arange(sizes.size), sizes)
        self._features = unpacked_counts(boxes.features)
        above, up_to = unpacked_floats(boxes.above), unpacked_floats(boxes.up_to)
        bounds = np.stack([self._features, above, up_to])
        # Leaves share most of their bounds: each different one is looked at once.
        different, place = np.unique(bounds, axis=1, return_inverse=True)
        self._place = place.reshape(-1).astype(np.intp)
        self._bound_feature = different[0].astype(np.intp)
        self._above, self._up_to = different[1:].astype(np.float32)
        self._usual_fails = ~self._met(usual)
        self._gains, self._losses = _weights(int(sizes.max(initial=0)))

    def margin(self, row: Row) -> float:
        """The margin of a (features,) row, missing values filled."""
        reached = np.ones(self._values.size, dtype=bool)
        reached[self._leaf[~self._met(row)[self._place]]] = False
        return float(self._constant + self._values[reached].sum())

    def contributions(self, row: Row) -> NDArray[np.float64]:
        """What each feature of a (features,) row adds to the margin of the usual row."""
        if not self._values.size:
            return np.zeros(self._width)
        verdicts = self._usual_fails + 2 * ~self._met(row)
        counts = np.add.reduceat(_STEPS[verdicts][self._place], self._starts)
        needed, excluded = counts & _LANE, counts >> _LANE_BITS & _LANE
        worth = np.where(counts >> 2 * _LANE_BITS, 0.0, self._values)
        by_verdict = np.zeros((_STEPS.size, worth.size))
        by_verdict[_ROW_ONLY] = worth * self._gains[needed, excluded]
        by_verdict[_USUAL_ONLY] = worth * self._losses[needed, excluded]
        amounts = by_verdict.ravel()[(verdicts * worth.size)[self._place] + self._leaf]
        shares: NDArray[np.float64] = np.bincount(  # type: ignore[assignment]
            self._features, weights=amounts, minlength=self._width
        )
        return shares

    def _met(self, row: Row) -> NDArray[np.bool_]:
        """Which bounds the row meets; compared in float32, as the model's runtime does."""
        inputs = row[self._bound_feature]
        met: NDArray[np.bool_] = (inputs > self._above) & (inputs <= self._up_to)
        return met


def _weights(largest: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What a needed and an excluded feature get of a leaf, by [needed, excluded] of the leaf."""
    gains = np.zeros((largest + 1, largest + 1))
    losses = np.zeros_like(gains)
    for needed in range(largest + 1):
        for excluded in range(largest + 1 - needed):
            orders = comb(needed + excluded, needed)
            if needed:
                gains[needed, excluded] = 1 / (needed * orders)
            if excluded:
                losses[needed, excluded] = -1 / (excluded * orders)
    return gains, losses
