"""Rows of CSV files, plain or gzipped, every value as text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Final

from datasets.own.csv_records import CsvRecords, MalformedRecord
from datasets.own.faults import FaultLog, RowFault
from datasets.own.rows import RawRows
from datasets.own.text_lines import UTF_8, text_lines

_CHUNK_ROWS: Final = 32_768


@dataclass(frozen=True, slots=True)
class CsvReader:
    """Reads CSV with a header; an empty value is a missing one.

    Attributes:
        delimiter: one character between two values.
        encoding: name of a codec.
    """

    delimiter: str = ","
    encoding: str = UTF_8

    def names(self, path: Path) -> list[str]:
        """The names in the header, repeated ones too."""
        return self._header(path, iter(text_lines(path, self.encoding)))

    def rows(self, path: Path, wanted: Sequence[str], faults: FaultLog) -> Iterator[RawRows]:
        """All rows with as many values as the header has."""
        lines = iter(text_lines(path, self.encoding))
        names = self._header(path, lines)
        places = [names.index(name) for name in wanted]
        numbered = enumerate(CsvRecords(lines, self.delimiter, len(names)), start=1)
        while chunk := list(islice(numbered, _CHUNK_ROWS)):
            numbers, records = [], []
            for number, record in chunk:
                if isinstance(record, MalformedRecord):
                    fault = RowFault(str(path), number, None, record.kind, record.expectation)
                    faults.add_row([fault])
                else:
                    numbers.append(number)
                    records.append(record)
            columns = {
                name: list(map(itemgetter(place), records))
                for name, place in zip(wanted, places, strict=True)
            }
            yield RawRows(str(path), numbers, columns)

    def _header(self, path: Path, lines: Iterator[str]) -> list[str]:
        header = next(iter(CsvRecords(lines, self.delimiter, batch_lines=1)), None)
        if header is None:
            raise ValueError(f"{path}: the file is empty, a header and rows expected")
        if isinstance(header, list) and len(header) > 1:
            return header
        expected = f"several columns expected; is {self.delimiter!r} --delimiter?"
        raise ValueError(
            f"{path}: header: {header.expectation if not isinstance(header, list) else expected}"
        )
