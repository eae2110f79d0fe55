"""Many lists of whole numbers in two arrays: 100,000 lists take no 100,000 objects."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class PackedLists:
    """Lists one after another.

    Args:
        values: (n,) of all lists, those of list 0 first.
        sizes: (lists,) length of each.
    """

    def __init__(self, values: Ints, sizes: Ints) -> None:
        self._values = values
        self._sizes = sizes
        self._ends = np.cumsum(sizes, dtype=np.int64)

    def of(self, place: int) -> Ints:
        """The list at `place`."""
        end = self._ends[place]
        return self._values[end - self._sizes[place] : end]

    def joined(self, places: Ints) -> tuple[Ints, Ints]:
        """The values of the lists at `places`, one list after another, and the size of each.

        >>> lists = PackedLists(np.array([7, 8, 9]), np.array([1, 0, 2]))
        >>> lists.joined(np.array([2, 0]))
        (array([8, 9, 7]), array([2, 1]))
        """
        sizes = self._sizes[places]
        before = np.cumsum(sizes) - sizes
        starts = self._ends[places] - sizes
        return self._values[np.repeat(starts - before, sizes) + np.arange(sizes.sum())], sizes
