"""Rows of JSON Lines files: one object a line, blank lines left out."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from datasets.own.faults import FaultLog, RowFault
from datasets.own.rows import RawRows
from datasets.payment_columns import CHUNK_ROWS

_NESTED: Final = object()
"""Stands for a list or an object, which no field is."""


class JsonLinesReader:
    """Reads JSON Lines line by line, so that a broken line is the fault of one row only."""

    def __init__(self) -> None:
        # A decimal keeps the digits that were written.
        self._decode = msgspec.json.Decoder(dict[str, object], float_hook=Decimal).decode

    def names(self, path: Path) -> list[str]:
        """Every key of any line, in the order in which they come up."""
        names: dict[str, None] = {}
        with path.open("rb") as lines:
            for line in lines:
                row = self._row(line)
                if isinstance(row, dict):
                    names.update(dict.fromkeys(row))
        return list(names)

    def rows(self, path: Path, wanted: Sequence[str], faults: FaultLog) -> Iterator[RawRows]:
        """All rows."""
        with path.open("rb") as lines:
            numbered = enumerate(lines, start=1)
            while chunk := list(islice(numbered, CHUNK_ROWS)):
                numbers: list[int] = []
                found: list[dict[str, object]] = []
                for number, line in chunk:
                    row = self._row(line)
                    if isinstance(row, dict):
                        numbers.append(number)
                        found.append(row)
                    elif row is not None:
                        faults.add_row([RowFault(str(path), number, None, "malformed", row)])
                columns = {name: [_flat(row.get(name)) for row in found] for name in wanted}
                yield RawRows(str(path), numbers, columns)

    def _row(self, line: bytes) -> dict[str, object] | str | None:
        """The object, what was expected instead, or None for a blank line."""
        if not line.strip():
            return None
        try:
            return self._decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return "a JSON object expected"


def _flat(value: object) -> object:
    return _NESTED if isinstance(value, dict | list) else value
