"""What is counted of the decisions of a bucket or a window: one array, and new values by name."""

from collections.abc import Iterable
from typing import Final

import numpy as np

MOST_NAMED: Final = 20
"""New values of one feature that a bucket keeps the names of; of all others it keeps the number."""
MOST_CHARACTERS: Final = 40

NewValue = tuple[int, str]
"""Number of a feature, and a value of it that training did not have."""


class Tally:
    """Counts by cell, and how often new values came; tallies of parts add up to that of the whole.

    Args:
        cells: how many there are.
    """

    __slots__ = ("_named", "counts")

    def __init__(self, cells: int) -> None:
        self.counts = np.zeros(cells, dtype=np.int64)
        self._named: dict[int, dict[str, int]] = {}

    def add(self, cells: Iterable[int], new: Iterable[NewValue] = ()) -> None:
        """Count one in each of `cells`, which differ."""
        self.counts[list(cells)] += 1
        for feature, value in new:
            of_feature = self._named.setdefault(feature, {})
            if value in of_feature or len(of_feature) < MOST_NAMED:
                of_feature[value] = of_feature.get(value, 0) + 1

    def merge(self, other: "Tally") -> None:
        """Count all that `other` has."""
        self.counts[:] += other.counts
        for feature in other.with_new_values:
            of_feature = self._named.setdefault(feature, {})
            for value, times in other.named(feature).items():
                of_feature[value] = of_feature.get(value, 0) + times

    @property
    def with_new_values(self) -> tuple[int, ...]:
        """Numbers of the features that had new values."""
        return tuple(self._named)

    def named(self, feature: int) -> dict[str, int]:
        """How often the new values of a feature came, the most frequent first."""
        found = self._named.get(feature, {}).items()
        return dict(sorted(found, key=lambda each: (-each[1], each[0])))
