"""Something that must hold of the counts of a run, and the summary that says whether it does."""

from typing import Protocol

from msgspec import Struct


class Check(Struct, frozen=True):
    """Something that must hold: what, and the two numbers that must be equal."""

    what: str
    found: int
    expected: int

    @property
    def holds(self) -> bool:
        """Whether it does."""
        return self.found == self.expected


class DemoSummary(Protocol):
    """The summary of a demo, of whatever system; a struct, so that it is written as JSON."""

    @property
    def checks(self) -> tuple[Check, ...]:
        """What must hold of its numbers."""

    @property
    def holds(self) -> bool:
        """Whether every check does."""
