"""What any system's load is to the plan: events a day and at the peak, and what each weighs.

DailyLoad <-- Load (payments), ShoppingLoad (shopping events)
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from capacity.exact import rounded_up
from events.shared.time_units import DAY_S

if TYPE_CHECKING:
    from capacity.streams import Stream

HOURS_PER_MONTH: Final = 730
"""The convention of AWS's own examples: a twelfth of 365 days."""

MOST: Final = 10**12
_HOURS_PER_DAY: Final = 24
_HIGHEST_PEAK: Final = DAY_S

Expectation = tuple[str, bool, str]
"""A field, whether its value can be, and what is expected."""


@dataclass(frozen=True, kw_only=True)
class StoreWeight:
    """What the online store has to do with an event.

    Attributes:
        hashes: how many it has, by entity.
        hash_bytes: memory of one, by entity.
        updates_per_event: how many of them one event writes anew.
        update_kb: kilobytes that an update sends.
        update_server_us: time that the server needs for it.
    """

    hashes: Mapping[str, int]
    hash_bytes: Mapping[str, int]
    updates_per_event: Decimal
    update_kb: Decimal
    update_server_us: int


@dataclass(frozen=True, kw_only=True)
class DailyLoad(ABC):
    """What one region has to carry of one system.

    Attributes:
        daily: records a day on the stream of events.
        peak: the busiest second, in mean seconds.

    Raises:
        ValueError: naming every field that is out of its range.
    """

    daily: int
    peak: Decimal

    def __post_init__(self) -> None:
        """Reports all faults at once."""
        expectations = (
            ("daily", 1 <= self.daily <= MOST, f"1 to {MOST}"),
            (
                "peak",
                self.peak.is_finite() and 1 <= self.peak <= _HIGHEST_PEAK,
                f"1 or more: a peak is not below; at most {_HIGHEST_PEAK}",
            ),
            *self._own_expectations(),
        )
        faults = [
            f"{name}: {getattr(self, name)}, expected {expected}"
            for name, holds, expected in expectations
            if not holds
        ]
        if faults:
            raise ValueError("; ".join(faults))

    @abstractmethod
    def _own_expectations(self) -> tuple[Expectation, ...]:
        """What is expected of the fields that it has beside these."""

    @property
    @abstractmethod
    def system(self) -> str:
        """Whose it is, such as `fraud`."""

    @property
    @abstractmethod
    def events(self) -> str:
        """What its events are called."""

    @property
    @abstractmethod
    def results(self) -> str:
        """What is counted where cost is told by it: as many as events."""

    @property
    @abstractmethod
    def streams(self) -> "tuple[Stream, ...]":
        """The streams of its job, and what one event puts on each."""

    @property
    @abstractmethod
    def state_bytes(self) -> Decimal:
        """State of the job once it has run for as long as it remembers: at most this."""

    @property
    @abstractmethod
    def events_per_s_and_kpu(self) -> Decimal:
        """The job flat out on one core, which is what a KPU has."""

    @property
    @abstractmethod
    def store(self) -> StoreWeight:
        """What the store has of it."""

    @abstractmethod
    def scaled(self, daily: int) -> "DailyLoad":
        """A load of so many events a day, with as much of all else for each."""

    @abstractmethod
    def told(self) -> dict[str, int | str]:
        """Its own fields for a program."""

    @property
    def mean_per_s(self) -> Decimal:
        """Events a second in the mean."""
        return Decimal(self.daily) / DAY_S

    @property
    def peak_per_s(self) -> int:
        """Events in the busiest second."""
        return rounded_up(self.daily * self.peak / DAY_S)

    @property
    def per_month(self) -> int:
        """Events in a month of 730 hours."""
        return rounded_up(Decimal(self.daily * HOURS_PER_MONTH) / _HOURS_PER_DAY)
