"""Raw rows of a file: Python values by column, batch by batch, with the numbers of the rows.

A CSV holds texts only, so that nothing is guessed from how a value looks: NA may be Namibia, and
0017 a card. Of Parquet the values keep their types; of JSON a number keeps its digits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from datasets.own.faults import FaultLog

Values = Sequence[object]

NESTED: Final = object()
"""Stands for a list, an object or a span of time, which no field is."""


@dataclass(frozen=True, slots=True)
class RawRows:
    """Some rows of one file.

    Attributes:
        file: the file, as it was given.
        numbers: of each row, 1-based in its file.
        columns: the values of every wanted column.
        arrays: the same as Arrow has them, where the file does.
    """

    file: str
    numbers: Sequence[int]
    columns: Mapping[str, Values]
    arrays: Mapping[str, Any] = field(default_factory=dict)


class RowReader(Protocol):
    """Reads the files of one kind."""

    def names(self, path: Path) -> list[str]:
        """The columns of `path`.

        Raises:
            ValueError: it is not a file of this kind.
        """

    def rows(self, path: Path, wanted: Sequence[str], faults: FaultLog) -> Iterator[RawRows]:
        """All rows of `path`, with the columns `wanted`; rows that are none go to `faults`."""
