"""Rows of a file and of the replay by their key, read side by side.

::

    replay   r1  r2  r3  r4          each row of the replay reads one of the file; what waits for
    file     f1  f3  f2  f4          its other half is what stands in another place there: little
"""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar
from zlib import crc32

import msgspec

from models.recommendations.parity.tally import Compared, Tally

RowT = TypeVar("RowT")
Compare = Callable[[Tally, str, RowT, RowT], None]
"""Compares a row of the file, the first, with that of the replay."""


class Join(Generic[RowT]):
    """One file against the replay.

    Args:
        file: its rows with their keys.
        compare: what two halves have in common.
    """

    def __init__(self, file: Iterator[tuple[str, RowT]], compare: Compare[RowT]) -> None:
        self._file, self._compare = file, compare
        self._found: dict[str, RowT] = {}
        self._replayed: dict[str, RowT] = {}
        self._digests: dict[int, int] = {}
        self._tally = Tally()

    def take(self, key: str, row: RowT) -> None:
        """Take the next row of the replay."""
        if key in self._found:
            self._meet(key, self._found.pop(key), row)
        else:
            self._replayed[key] = row
        self._read_one()

    def finish(self) -> Compared:
        """Reads the rest of the file."""
        while self._read_one():
            pass
        for key in self._found:
            self._tally.alone(key, "file")
        for key in self._replayed:
            self._tally.alone(key, "replay")
        return self._tally.compared(len(self._found), len(self._replayed))

    def _read_one(self) -> bool:
        """Whether the file had one more row."""
        following = next(self._file, None)
        if following is None:
            return False
        key, row = following
        digest, place = crc32(msgspec.msgpack.encode(row)), hash(key)
        if key in self._replayed:
            self._meet(key, row, self._replayed.pop(key))
        elif self._digests.get(place) == digest:
            self._tally.repeated += 1
        else:
            self._found[key] = row
        self._digests[place] = digest
        return True

    def _meet(self, key: str, found: RowT, replayed: RowT) -> None:
        self._tally.rows += 1
        self._compare(self._tally, key, found, replayed)
