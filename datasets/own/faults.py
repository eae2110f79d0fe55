"""Faults of single rows: where each is, what was found and expected, and how many there are."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from datasets.own.card_numbers import masked

SHOWN_FAULTS: Final = 20
"""How many faults are kept with their row; the others are only counted."""

_SHOWN_CHARACTERS: Final = 40
_CONTROLS: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+"
)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a value cannot be taken: a short kind to count by, and what was expected."""

    kind: str
    expectation: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a row is no payment and no fault either, such as a refund; to count by."""

    reason: str


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A value that is not what the file holds, and a note that says so and takes a count.

    Attributes:
        value: what is taken.
        note: a sentence with ``{count}`` in it, the same for all values of this sort.
    """

    value: object
    note: str


@dataclass(frozen=True, slots=True)
class RowFault:
    """One value or row that cannot be taken.

    Attributes:
        file: the file as it was given.
        row: 1-based number of the data row in it; for JSON Lines the number of the line.
        field: the mapping target at fault, None where it is the row as a whole.
        kind: what is wrong, to count by.
        expectation: what was expected.
        value: what was found; None where it may be personal.
    """

    file: str
    row: int
    field: str | None
    kind: str
    expectation: str
    value: str | None = None

    def __str__(self) -> str:
        """One line for a person."""
        name = "" if self.field is None else f"{self.field}: "
        found = "" if self.value is None else f", got {self.value}"
        return f"{self.file} row {self.row}: {name}{self.expectation}{found}"


@dataclass(slots=True)
class FaultLog:
    """All faults of an input, the first ones in full.

    Attributes:
        first: the first `SHOWN_FAULTS` faults, as they were found.
        by_kind: number of faults by field and kind, such as ``amount: negative``.
        rows: number of rows with a fault.
    """

    first: list[RowFault] = field(default_factory=list)
    by_kind: Counter[str] = field(default_factory=Counter)
    rows: int = 0

    def add_row(self, faults: Iterable[RowFault]) -> None:
        """Take the faults of one row, at least one."""
        self.rows += 1
        for fault in faults:
            self.by_kind[f"{fault.field or 'row'}: {fault.kind}"] += 1
            if len(self.first) < SHOWN_FAULTS:
                self.first.append(fault)

    @property
    def total(self) -> int:
        """Number of faults."""
        return self.by_kind.total()

    def in_order(self) -> list[RowFault]:
        """The first faults by file and row; a broken row is found before the sound ones near it."""
        return sorted(self.first, key=lambda fault: (fault.file, fault.row))

    def report(self) -> str:
        """The first faults, a line each, and the number of all by kind."""
        lines = [f"  {fault}" for fault in self.in_order()]
        if self.total > len(self.first):
            lines.append(f"  ... and {self.total - len(self.first)} more")
        kinds = ", ".join(f"{count} x {kind}" for kind, count in self.by_kind.most_common())
        return "\n".join([*lines, f"  by kind: {kinds}"])


class FaultyRowsError(ValueError):
    """Rows of the input cannot be taken as payments.

    Attributes:
        faults: all of them.
    """

    def __init__(self, faults: FaultLog, rows: int) -> None:
        super().__init__(
            f"{faults.rows} of {rows} rows are faulty (--skip-faulty leaves them out):\n"
            f"{faults.report()}"
        )
        self.faults = faults
        self.rows = rows


def shown(value: object) -> str:
    """`value` for a message: cut where it is long, and without the card numbers in it."""
    text = masked(value) if isinstance(value, str) else masked(repr(value))
    cut = text[:_SHOWN_CHARACTERS]
    return repr(cut) if isinstance(value, str) else cut


def listed(names: Iterable[str]) -> str:
    """Names of columns for a message; without a header they are values, card numbers even."""
    return ", ".join(masked(_CONTROLS.sub(" ", name)) for name in names)
