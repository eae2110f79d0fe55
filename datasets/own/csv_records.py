"""Records of CSV text: no line is swallowed by a quote that has no business in it.

::

    c1,m1,"a               the quote stays open: a fault of this line alone,
    c2,m2,6                and this line is read as a record of its own
    c3,m3,"two             a value of two lines: one record
    lines"

A record of several lines is taken only where it is sound: as many values as the header has, and
no line in it that would be a record by itself. Else its first line is the fault.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

MAX_RECORD_CHARACTERS: Final = 65_536
"""How far a quote may reach; one that nobody closes would else reach through the whole file."""

_BATCH_LINES: Final = 1_024

_UNDECODED: Final = re.compile(r"[\ud800-\udfff]")
_REASONS: Final = (
    ("unexpected end", "a quote that is closed expected; it is open at the end of the file"),
    ("new-line", "no carriage return within a row expected"),
    ("field larger", f"values of at most {csv.field_size_limit()} characters expected"),
    (
        "expected after",
        "a delimiter after the closing quote expected, and quotes in a value doubled",
    ),
)
_UNCLOSED: Final = f"a quote closed within {MAX_RECORD_CHARACTERS} characters expected"
_SWALLOWS: Final = "a quote closed within its row expected; this one would take the next rows in"


@dataclass(frozen=True, slots=True)
class MalformedRecord:
    """A line that is no record, and what was expected of it."""

    kind: str
    expectation: str


class _TooLongError(Exception):
    """A record is longer than `MAX_RECORD_CHARACTERS`."""


class CsvRecords:
    """The records of `lines`, in order; blank lines are none.

    Args:
        lines: with their ends.
        delimiter: one character.
        columns: number of values of a record; None where any number will do.
        batch_lines: how many lines are taken from `lines` at once.
    """

    def __init__(
        self,
        lines: Iterator[str],
        delimiter: str,
        columns: int | None = None,
        batch_lines: int = _BATCH_LINES,
    ) -> None:
        self._lines = lines
        self._batch_lines = batch_lines
        self._delimiter = delimiter
        self._columns = columns
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._taken_characters = 0

    def __iter__(self) -> Iterator[list[str] | MalformedRecord]:
        """Each record, or what is wrong with the line at which one should begin."""
        while batch := list(islice(self._lines, self._batch_lines)):
            if _is_plain("".join(batch)) and max(map(len, batch)) < MAX_RECORD_CHARACTERS:
                yield from self._plain(batch)
            else:
                self._again.extend(batch)
                yield from self._careful()

    def _plain(self, lines: list[str]) -> Iterator[list[str] | MalformedRecord]:
        """The records of lines of which each is one, which is far faster to tell."""
        columns = self._columns
        for record in csv.reader(lines, delimiter=self._delimiter):
            if len(record) == columns:
                yield record
            elif record:
                yield record if columns is None else _miscounted(columns, len(record))

    def _careful(self) -> Iterator[list[str] | MalformedRecord]:
        """The records of the lines to be read again, the last of which may need further lines."""
        reader, taken = self._reader(), self._taken
        while self._again:
            taken.clear()
            self._taken_characters = 0
            try:
                record = next(reader)
                malformed = self._fault_of(record)
            except StopIteration:
                return
            except csv.Error as error:
                malformed = MalformedRecord("malformed", _reason(str(error)))
            except _TooLongError:
                malformed = MalformedRecord("malformed", _UNCLOSED)
            if malformed is None:
                if record:
                    yield record
                continue
            self._again.extendleft(reversed(taken[1:]))
            reader = self._reader()
            yield malformed

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._fed(), delimiter=self._delimiter, strict=True)

    def _fed(self) -> Iterator[str]:
        again, taken = self._again, self._taken
        while (line := again.popleft() if again else next(self._lines, None)) is not None:
            taken.append(line)
            self._taken_characters += len(line)
            if len(taken) > 1 and self._taken_characters > MAX_RECORD_CHARACTERS:
                raise _TooLongError
            yield line

    def _fault_of(self, record: list[str]) -> MalformedRecord | None:
        taken, columns = self._taken, self._columns
        if not all(map(str.isascii, taken)) and any(map(_UNDECODED.search, taken)):
            expectation = "text in UTF-8 expected; pass --encoding, such as latin-1 or cp1252"
            return MalformedRecord("bad encoding", expectation)
        if columns is None or not record:
            return None
        if len(record) != columns:
            return _miscounted(columns, len(record))
        if len(taken) > 1 and self._swallows(record, columns):
            return MalformedRecord("malformed", _SWALLOWS)
        return None

    def _swallows(self, record: list[str], columns: int) -> bool:
        """Whether a line of a record of several would be a record by itself.

        The first line of a long value in the last column has all delimiters anyway, as the last
        line of one in the first column has.
        """
        full = [line.count(self._delimiter) == columns - 1 for line in self._taken]
        long = [index for index, value in enumerate(record) if "\n" in value]
        first = full[0] and long[0] < columns - 1
        last = full[-1] and long[-1] > 0
        return first or last or any(full[1:-1])


def _is_plain(text: str) -> bool:
    """Whether each line of `text` is a record, whatever it says."""
    return '"' not in text and "\r" not in text and text.isascii()


def _miscounted(columns: int, found: int) -> MalformedRecord:
    return MalformedRecord("malformed", f"{columns} values expected, got {found}")


def _reason(message: str) -> str:
    return next(
        (reason for part, reason in _REASONS if part in message), f"CSV expected: {message}"
    )
