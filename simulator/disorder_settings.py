"""How much disorder a simulated stream has."""

from dataclasses import dataclass
from typing import Final

from events.shared.time_units import DAY_MS, HOUR_MS

MAX_LATE_MS: Final = 5 * DAY_MS
"""How late a late payment is at most, unless nothing overtakes it sooner."""

LATE_MARGIN_MS: Final = HOUR_MS
"""How far beyond the allowed lateness a late payment is at least."""


@dataclass(frozen=True, slots=True)
class Disorder:
    """How much disorder; every rate is a share of the payments, 0 to 1.

    Attributes:
        jitter_ms: mean of the exponential network delay of every payment.
        swapped_rate: share delayed further, evenly up to `swapped_ms`.
        swapped_ms: largest further delay; below the allowed lateness.
        duplicate_rate: share delivered again, up to 6 h later.
        late_rate: share delivered more than the allowed lateness and at most 5 d later. Payments
            too close to the end of the stream to be overtaken are delivered in time.
        malformed_rate: malformed records for each payment, all defects in turn.
        allowed_lateness_ms: what counts as late.
        seed: of the disorder's own randomness.

    Raises:
        ValueError: naming the field that is out of its range.
    """

    jitter_ms: int = 400
    swapped_rate: float = 0.02
    swapped_ms: int = 240_000
    duplicate_rate: float = 0.004
    late_rate: float = 0.001
    malformed_rate: float = 0.003
    allowed_lateness_ms: int = DAY_MS
    seed: int = 1

    def __post_init__(self) -> None:
        """Checks every field."""
        for name in ("swapped_rate", "duplicate_rate", "late_rate", "malformed_rate"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name}: {getattr(self, name)!r}, expected 0 to 1")
        for name in ("jitter_ms", "seed"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name}: {getattr(self, name)!r}, expected 0 or more")
        if not 0 < self.swapped_ms < self.allowed_lateness_ms < MAX_LATE_MS - LATE_MARGIN_MS:
            raise ValueError(
                f"swapped_ms: {self.swapped_ms!r}, allowed_lateness_ms:"
                f" {self.allowed_lateness_ms!r}, expected 0 < swapped_ms < allowed_lateness_ms <"
                f" {MAX_LATE_MS - LATE_MARGIN_MS}"
            )


ORDERLY: Final = Disorder(0, 0.0, 1, 0.0, 0.0, 0.0)
"""Every payment once, in event-time order."""
