"""Running totals by row: 64 bits each in one block of memory, or of any size where they exceed it.

::

    totals     0   3   5   9  12              before each row, and after the last
                       |
                       4                      a row of 4 comes before row 2:
    totals     0   3   5   9  13  16          all after it are raised, as one vector

A total that does not fit into 64 bits turns the whole block into a list of whole numbers, where a
row in the middle takes longer.
"""

from array import array
from collections.abc import Iterable
from typing import Final, TypeAlias

import numpy as np

Totals: TypeAlias = "array[int] | list[int]"

_LEAST: Final = -(2**63)
_MOST: Final = 2**63 - 1
_ROOM: Final = 2**62
_FEW: Final = 48
"""Up to so many rows a loop is quicker than a vector."""


def packed(values: Iterable[int]) -> Totals:
    """The numbers, in a block where each of them fits.

    >>> packed([1, 2]), packed([1, 2**63])
    (array('q', [1, 2]), [1, 9223372036854775808])
    """
    numbers = list(values)
    try:
        return array("q", numbers)
    except OverflowError:
        return numbers


def with_value(values: Totals, row: int, value: int) -> Totals:
    """The numbers with one more before `row`; the same object where it fits."""
    if isinstance(values, array) and not _LEAST <= value <= _MOST:
        values = values.tolist()
    values.insert(row, value)
    return values


def with_row(totals: Totals, row: int, term: int) -> Totals:
    """The totals with one more row before `row`, of this term; the same object where they fit."""
    if isinstance(totals, array):
        return _with_row_in_block(totals, row, term)
    totals[row + 1 :] = [total + term for total in totals[row:]]
    return totals


def _with_row_in_block(totals: "array[int]", row: int, term: int) -> Totals:
    if len(totals) - row <= _FEW:
        try:
            totals[row + 1 :] = array("q", [total + term for total in totals[row:]])
        except OverflowError:
            return with_row(with_room(totals, term), row, term)
        return totals
    if not _fits(totals, row, term):
        return with_row(with_room(totals, term), row, term)
    totals.insert(row, totals[row])
    np.frombuffer(totals, np.int64)[row + 1 :] += term
    return totals


def _fits(totals: "array[int]", row: int, term: int) -> bool:
    """Whether all totals from a row on can be raised by a term."""
    later = np.frombuffer(totals, np.int64)[row:]
    furthest = int(later.max() if term > 0 else later.min())
    return _LEAST <= term <= _MOST and _LEAST <= furthest + term <= _MOST


def with_room(totals: Totals, term: int) -> Totals:
    """The same totals counted from 0, in a block only where a term more is sure to fit."""
    first = totals[0]
    counted = [total - first for total in totals]
    roomy = max(*map(abs, counted), abs(term)) < _ROOM
    return packed(counted) if roomy else counted
