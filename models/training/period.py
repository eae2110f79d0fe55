"""A period of event time, half-open: from its first millisecond up to, not with, its end."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """From `from_ms` on, before `to_ms`, epoch ms.

    Raises:
        ValueError: it does not end after it begins.

    >>> Period(0, 10).length_ms
    10
    """

    from_ms: int
    to_ms: int

    def __post_init__(self) -> None:
        """Checks the order."""
        if self.to_ms <= self.from_ms:
            raise ValueError(f"period: from {self.from_ms} to {self.to_ms}, expected from < to")

    @property
    def length_ms(self) -> int:
        """How long it lasts."""
        return self.to_ms - self.from_ms
