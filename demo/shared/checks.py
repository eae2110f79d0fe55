"""Something that must hold of the counts of a run."""

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
