"""Rows of JSON Lines files: one object a line, blank lines left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice
from pathlib import Path

import msgspec

from datasets.own.faults import FaultLog, RowFault
from datasets.own.rows import NESTED, RawRows
from datasets.own.text_lines import UTF_8, byte_lines, text_lines
from datasets.record_columns import CHUNK_ROWS


@dataclass(frozen=True)
class JsonLinesReader:
    """Reads JSON Lines line by line, so that a broken line is the fault of one row only.

    Attributes:
        encoding: name of a codec.
    """

    encoding: str = UTF_8

    def names(self, path: Path) -> list[str]:
        """Every key of any line, in the order in which they come up."""
        names: dict[str, None] = {}
        for line in self._lines(path):
            row = self._row(line)
            if isinstance(row, dict):
                names.update(dict.fromkeys(row))
        return list(names)

    def rows(self, path: Path, wanted: Sequence[str], faults: FaultLog) -> Iterator[RawRows]:
        """All rows."""
        numbered = enumerate(self._lines(path), start=1)
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

    @cached_property
    def _decoder(self) -> msgspec.json.Decoder[dict[str, object]]:
        # A decimal keeps the digits that were written.
        return msgspec.json.Decoder(dict[str, object], float_hook=Decimal)

    def _lines(self, path: Path) -> Iterator[bytes]:
        if self.encoding == UTF_8:
            return byte_lines(path)
        return (line.encode("utf-8", "surrogatepass") for line in text_lines(path, self.encoding))

    def _row(self, line: bytes) -> dict[str, object] | str | None:
        """The object, what was expected instead, or None for a blank line."""
        if not line.strip():
            return None
        try:
            return self._decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ArithmeticError):
            return "a JSON object expected"


def _flat(value: object) -> object:
    return NESTED if isinstance(value, dict | list) else value
