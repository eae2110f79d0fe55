"""Lines of a CSV with named columns in any order, and what is wrong with them.

A value never reaches over a line end here, so a quote that nobody closes is the fault of its line.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from datasets.own.faults import shown
from datasets.own.text_lines import UTF_8, text_lines

SHOWN_FAULTS: Final = 20
"""How many faults a message names; the others are only counted."""

_UNDECODED: Final = re.compile(r"[\ud800-\udfff]")
_LARGEST: Final = 2**53
"""Whole numbers up to here are the same in every language that may write the file."""


@dataclass(frozen=True, slots=True)
class LineFault:
    """One value of a line that cannot be taken.

    Attributes:
        file: the file as it was given.
        line: 1-based number of the line, the header is line 1.
        field: name of the column, ``line`` where it is the line as a whole.
        expectation: what was expected.
        value: what was found, as it may be shown.
    """

    file: str
    line: int
    field: str
    expectation: str
    value: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.file} line {self.line}: {self.field}: {self.expectation}, got {self.value}"


class FaultyLinesError(ValueError):
    """Lines of a file cannot be taken.

    Attributes:
        faults: the first `SHOWN_FAULTS` of them, by line.
    """

    def __init__(self, faults: Sequence[LineFault]) -> None:
        in_order = sorted(faults, key=lambda fault: fault.line)
        self.faults = tuple(in_order[:SHOWN_FAULTS])
        more = len(faults) - len(self.faults)
        rest = [f"... and {more} more"] if more else []
        super().__init__("\n".join([*map(str, self.faults), *rest]))


class CsvLines:
    """The lines of a file under a header.

    Args:
        path: of a CSV in UTF-8, plain or gzipped; columns in any order, further ones are ignored.
        required: names of columns that it must have.
        optional: names of columns that it may have.

    Raises:
        FaultyLinesError: the header lacks a required column, or has one of them twice.
        ValueError: it is not in UTF-8, or a damaged gzip file.
    """

    def __init__(self, path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        self._file = str(path)
        self._reader = csv.reader(text_lines(path, UTF_8), strict=True)
        self._faults: list[LineFault] = []
        self._line = 1
        header = next(iter(self._records()), [])
        for name in (*required, *optional):
            if header.count(name) > 1 or (name in required and name not in header):
                found = shown(",".join(header))
                self.refuse(1, "header", f"one column {name} expected", found)
        self.check()
        self.present = frozenset(header).intersection((*required, *optional))
        self._width = len(header)
        self._places = [
            header.index(name) if name in self.present else -1 for name in (*required, *optional)
        ]

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Number and values of each sound line: required, then optional ones, "" for no column."""
        places, width = self._places, self._width
        for record in self._records():
            if len(record) == width:
                # A column that is not there has place -1: the blank behind the last value.
                record.append("")
                yield self._line, [record[place] for place in places]
            elif record:
                self.refuse(self._line, "line", f"{width} values expected", str(len(record)))

    def refuse(self, line: int, field: str, expectation: str, value: str) -> None:
        """Note a fault."""
        self._faults.append(LineFault(self._file, line, field, expectation, value))

    def check(self) -> None:
        """Raises what was noted.

        Raises:
            FaultyLinesError: a line was refused.
        """
        if self._faults:
            raise FaultyLinesError(self._faults)

    def end(self, taken: int, what: str) -> None:
        """Raises what was noted, and that nothing was `taken` of the file.

        Raises:
            FaultyLinesError: a line was refused, or there is none.
        """
        self.check()
        if not taken:
            self.refuse(2, "line", f"at least one {what} expected", "none")
            self.check()

    def whole_number(self, line: int, field: str, text: str) -> int | None:
        """The number that `text` is; None, and a fault, where it is no whole number from 0."""
        if text.isascii() and text.isdigit() and (number := int(text[:17])) <= _LARGEST:
            return number
        self.refuse(line, field, "a whole number from 0 to 2^53 expected", shown(text))
        return None

    def _records(self) -> Iterator[list[str]]:
        """All records; one that CSV does not know ends the file, as nothing after it is sure."""
        reader = self._reader
        while True:
            self._line = reader.line_num + 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.refuse(self._line, "line", "values of CSV expected", _in_words(str(error)))
                return
            if reader.line_num > self._line:
                expectation = "a quote closed within its line expected"
                self.refuse(self._line, "line", expectation, "one that is not")
            elif not (text := "".join(record)).isascii() and _UNDECODED.search(text):
                self.refuse(self._line, "line", "text in UTF-8 expected", "other bytes")
            else:
                yield record


def _in_words(error: str) -> str:
    """What Python's reader says, without its advice to whoever opened the file."""
    if error.startswith("new-line character"):
        return "a carriage return within the line"
    if error.startswith("field larger"):
        return f"a value of more than {csv.field_size_limit():,} characters"
    return error
