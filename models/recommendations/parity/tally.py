"""Where two sides differ: counts of everything, and the first examples in full."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from msgspec import Struct

MOST_EXAMPLES: Final = 10


class Difference(Struct, frozen=True):
    """One value that is not the same.

    Attributes:
        row: which list, update or row.
        name: of the value.
        found: in the file.
        replayed: by the replay.
    """

    row: str
    name: str
    found: Any
    replayed: Any


class Compared(Struct, frozen=True, kw_only=True):
    """A file against the replay.

    Attributes:
        rows: that both have.
        values: that were compared in them.
        repeated: rows of the file that came again as they were before.
        only_in_file: rows that the replay does not give.
        only_in_replay: rows that the file does not have.
        mismatches: values that differ, by name.
        largest: the largest difference of numbers, by name.
        examples: the first differences.
        lone: the first rows that one side alone has.
    """

    rows: int
    values: int
    repeated: int
    only_in_file: int
    only_in_replay: int
    mismatches: dict[str, int]
    largest: dict[str, float]
    examples: tuple[Difference, ...]
    lone: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether both sides have the same rows with the same values, at least one of them."""
        differ = self.only_in_file + self.only_in_replay + sum(self.mismatches.values())
        return self.rows > 0 and not differ


@dataclass(slots=True)
class Tally:
    """Counts while rows are compared."""

    rows: int = 0
    values: int = 0
    repeated: int = 0
    _mismatches: Counter[str] = field(default_factory=Counter)
    _largest: dict[str, float] = field(default_factory=dict)
    _examples: list[Difference] = field(default_factory=list)
    _lone: list[str] = field(default_factory=list)

    def compare(self, row: str, name: str, found: object, replayed: object) -> None:
        """Take one value of both sides; they must be equal, and of one type."""
        self.values += 1
        if found == replayed and isinstance(found, bool) == isinstance(replayed, bool):
            return
        self._mismatches[name] += 1
        if isinstance(found, int | float) and isinstance(replayed, int | float):
            self._largest[name] = max(self._largest.get(name, 0.0), abs(found - replayed))
        if len(self._examples) < MOST_EXAMPLES:
            self._examples.append(Difference(row, name, found, replayed))

    def alone(self, row: str, side: str) -> None:
        """Take a row that only one side has."""
        if len(self._lone) < MOST_EXAMPLES:
            self._lone.append(f"{row}: only in the {side}")

    def compared(self, only_in_file: int, only_in_replay: int) -> Compared:
        """All of it."""
        return Compared(
            rows=self.rows,
            values=self.values,
            repeated=self.repeated,
            only_in_file=only_in_file,
            only_in_replay=only_in_replay,
            mismatches=dict(self._mismatches),
            largest=self._largest,
            examples=tuple(self._examples),
            lone=tuple(self._lone),
        )
