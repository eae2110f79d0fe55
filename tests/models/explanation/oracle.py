"""Shapley values by their definition: over all coalitions, by asking the model itself."""

from collections.abc import Callable
from itertools import product
from math import factorial

import numpy as np
from numpy.typing import NDArray

Worth = Callable[[NDArray[np.float32]], NDArray[np.float64]]
"""The margins (rows,) of a (rows, features) matrix."""


def shapley(
    worth: Worth, row: NDArray[np.float32], usual: NDArray[np.float32]
) -> NDArray[np.float64]:
    """The value of each feature in the game that replaces all features outside of a coalition."""
    width = row.size
    coalitions = [np.array(members) for members in product((False, True), repeat=width)]
    worths = worth(np.array([np.where(members, row, usual) for members in coalitions]))
    by_members = {tuple(m.tolist()): w for m, w in zip(coalitions, worths, strict=True)}
    values = np.zeros(width)
    for members, with_all in by_members.items():
        size = sum(members)
        for feature in np.flatnonzero(members):
            without = (*members[:feature], False, *members[feature + 1 :])
            weight = factorial(size - 1) * factorial(width - size) / factorial(width)
            values[feature] += weight * (with_all - by_members[without])
    return values
