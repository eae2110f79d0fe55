"""How much a simulated stream of shopping events is disturbed."""

from dataclasses import dataclass
from typing import Final

from events.shared.time_units import DAY_MS, HOUR_MS
from simulator.expectations import require

_RATES: Final = ("out_of_order_rate", "duplicate_rate", "late_rate", "malformed_rate")

LATE_MARGIN_MS: Final = 10 * 60_000
"""How far beyond the allowed lateness a late record is at least."""

LATE_SPREAD_MS: Final = 2 * HOUR_MS
"""By how much some late records are later than others."""


@dataclass(frozen=True, slots=True)
class Disturbances:
    """How much is disturbed; every rate is a share of the records that are sent, 0 to 1.

    Attributes:
        out_of_order_rate: share delayed, evenly up to `out_of_order_ms`. Those that nothing
            overtakes meanwhile arrive in order all the same.
        out_of_order_ms: the longest such delay.
        duplicate_rate: share that arrives again.
        duplicate_ms: how much later at most; short delays are more frequent.
        late_rate: share that arrives behind by more than the allowed lateness. What is sent too
            close to the end to be overtaken by so much arrives in time.
        allowed_lateness_ms: what counts as late.
        malformed_rate: malformed records for each event that is sent, all defects in turn.

    Raises:
        ValueError: naming every field that is out of its range.
    """

    out_of_order_rate: float = 0.05
    out_of_order_ms: int = 15_000
    duplicate_rate: float = 0.004
    duplicate_ms: int = HOUR_MS
    late_rate: float = 0.001
    allowed_lateness_ms: int = DAY_MS
    malformed_rate: float = 0.003

    def __post_init__(self) -> None:
        """Reports all faults at once."""
        lateness_ms = self.allowed_lateness_ms
        require(
            self,
            (
                *((name, 0 <= getattr(self, name) <= 1, "0 to 1") for name in _RATES),
                (
                    "out_of_order_ms",
                    0 < self.out_of_order_ms < lateness_ms,
                    "more than 0, less than allowed_lateness_ms",
                ),
                (
                    "duplicate_ms",
                    0 < self.duplicate_ms < lateness_ms,
                    "more than 0, less than allowed_lateness_ms",
                ),
                ("allowed_lateness_ms", lateness_ms > 0, "more than 0"),
            ),
        )


UNDISTURBED: Final = Disturbances(0.0, 1, 0.0, 1, 0.0, DAY_MS, 0.0)
"""Every record once, in order of time."""
