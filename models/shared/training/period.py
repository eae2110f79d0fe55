"""A period of event time, half-open: from its first millisecond up to, not with, its end."""

from dataclasses import dataclass
from datetime import UTC, datetime


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
            raise ValueError(
                f"period: from {day(self.from_ms)} to {day(self.to_ms)} UTC, expected from < to"
            )

    @property
    def length_ms(self) -> int:
        """How long it lasts."""
        return self.to_ms - self.from_ms


def day(time_ms: int) -> str:
    """The instant as people write it, UTC, to the minute where it is not midnight.

    >>> day(1736121600000), day(1736121660000)
    ('2025-01-06', '2025-01-06 00:01')
    """
    instant = datetime.fromtimestamp(time_ms / 1000, UTC)
    return (
        f"{instant:%Y-%m-%d}"
        if instant.time() == instant.min.time()
        else f"{instant:%Y-%m-%d %H:%M}"
    )
