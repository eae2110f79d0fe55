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
        if self.to_ms <= self.from_ms:
            raise ValueError(f"period: from {self.from_ms} to {self.to_ms}, expected from < to")

    @property
    def length_ms(self) -> int:
        """How long it lasts."""
        return self.to_ms - self.from_ms

    def mature(self, known_at_ms: int, maturity_ms: int) -> "Period":
        """The part whose payments are at least `maturity_ms` old at `known_at_ms`.

        Raises:
            ValueError: none is.

        >>> Period(0, 10).mature(known_at_ms=12, maturity_ms=5)
        Period(from_ms=0, to_ms=8)
        """
        to_ms = min(self.to_ms, known_at_ms - maturity_ms + 1)
        if to_ms <= self.from_ms:
            raise ValueError(
                f"known_at: {known_at_ms}, no payment from {self.from_ms} on is {maturity_ms} ms"
                " old by then, the age at which its label is known"
            )
        return Period(self.from_ms, to_ms)
