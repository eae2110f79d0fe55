"""What can be wrong with an expression or a file of them, as values and as errors."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

Piece = TypeVar("Piece")
Built = TypeVar("Built")


@dataclass(frozen=True, slots=True)
class ExpressionFault:
    """One fault of an expression; `column` counts characters from 1."""

    column: int
    message: str

    def __str__(self) -> str:
        """Give the column and the message."""
        return f"column {self.column}: {self.message}"


class ExpressionError(Exception):
    """An expression that cannot be used, with all its faults."""

    def __init__(self, faults: Iterable[ExpressionFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.column))
        super().__init__("\n".join(map(str, self.faults)))


def each(build: Callable[[Piece], Built], pieces: Iterable[Piece]) -> tuple[Built, ...]:
    """Build all pieces.

    Raises:
        ExpressionError: some cannot be built; has the faults of all of them.
    """
    faults: list[ExpressionFault] = []
    built = [collected(faults, build, piece) for piece in pieces]
    if faults:
        raise ExpressionError(faults)
    return tuple(piece for piece in built if piece is not None)


def collected(
    faults: list[ExpressionFault], build: Callable[[Piece], Built], piece: Piece
) -> Built | None:
    """Build a piece, or add what is wrong with it to `faults` and return None."""
    try:
        return build(piece)
    except ExpressionError as error:
        faults.extend(error.faults)
        return None


@dataclass(frozen=True, slots=True)
class FileFault:
    """One fault of a rules file; `line` counts from 1."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        """Give the place and the message the way compilers do."""
        return f"{self.path}:{self.line}: {self.message}"


class FileError(ValueError):
    """A file that cannot be used, with all its faults in the order of their lines."""

    def __init__(self, faults: Iterable[FileFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(map(str, self.faults)))


class RuleSetError(FileError):
    """A rules file that cannot be used."""
