"""What became of the frauds of one kind."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """The frauds of one kind, each in exactly one of five numbers.

    Attributes:
        blocked_by_rules: as the names say, as are the next three.
    """

    name: str
    blocked_by_rules: int
    blocked_by_model: int
    flagged_by_rules: int
    flagged_by_model: int
    missed: int

    @property
    def frauds(self) -> int:
        """All of them."""
        return self.stopped + self.missed

    @property
    def stopped(self) -> int:
        """Blocked or flagged."""
        by_rules = self.blocked_by_rules + self.flagged_by_rules
        return by_rules + self.blocked_by_model + self.flagged_by_model
