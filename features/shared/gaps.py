"""Times as they are stored: as gaps, which take five bytes or fewer where a time takes nine."""

from collections.abc import Iterable
from itertools import accumulate, pairwise


def to_gaps(values: Iterable[int], origin: int = 0) -> list[int]:
    """Each value less the one before it, the first less `origin`.

    >>> to_gaps([100, 103, 103], origin=90)
    [10, 3, 0]
    """
    return [after - before for before, after in pairwise((origin, *values))]


def from_gaps(gaps: Iterable[int], origin: int = 0) -> list[int]:
    """The values that `to_gaps` was given.

    >>> from_gaps([10, 3, 0], origin=90)
    [100, 103, 103]
    """
    values = list(accumulate(gaps, initial=origin))
    del values[0]
    return values
