"""The load that is planned for: payments a day, and how far the peak is above the mean."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final

from capacity.exact import rounded_up
from capacity.footprint import SHIPPED, Footprint
from events.shared.time_units import DAY_S

HOURS_PER_MONTH: Final = 730
"""The convention of AWS's own examples: a twelfth of 365 days."""

_HOURS_PER_DAY: Final = 24
_MOST: Final = 10**12
_HIGHEST_PEAK: Final = DAY_S
_PAYMENTS_PER_MERCHANT_AND_DAY: Final = 50


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one region has to carry.

    Attributes:
        daily: records a day on the stream of payments.
        peak: the busiest second, in mean seconds.
        cards: cards that paid within the time that the store keeps them; as assumed, one payment a
            card and day.
        merchants: the same of merchants; as assumed, 50 payments a merchant and day.
        footprint: what each payment weighs.

    Raises:
        ValueError: naming every field that is out of its range.
    """

    daily: int
    peak: Decimal
    cards: int
    merchants: int
    footprint: Footprint = SHIPPED

    def __post_init__(self) -> None:
        """Reports all faults at once."""
        expectations = (
            ("daily", 1 <= self.daily <= _MOST, f"1 to {_MOST}"),
            (
                "peak",
                self.peak.is_finite() and 1 <= self.peak <= _HIGHEST_PEAK,
                f"1 or more: a peak is not below; at most {_HIGHEST_PEAK}",
            ),
            ("cards", 1 <= self.cards <= _MOST, f"1 to {_MOST}"),
            ("merchants", 1 <= self.merchants <= _MOST, f"1 to {_MOST}"),
        )
        faults = [
            f"{name}: {getattr(self, name)}, expected {expected}"
            for name, holds, expected in expectations
            if not holds
        ]
        if faults:
            raise ValueError("; ".join(faults))

    @classmethod
    def of(
        cls,
        daily: int,
        peak: Decimal,
        cards: int | None = None,
        merchants: int | None = None,
        footprint: Footprint = SHIPPED,
    ) -> "Load":
        """The load; cards and merchants that are not given are assumed from the payments."""
        return cls(
            daily=daily,
            peak=peak,
            cards=daily if cards is None else cards,
            merchants=-(-daily // _PAYMENTS_PER_MERCHANT_AND_DAY)
            if merchants is None
            else merchants,
            footprint=footprint,
        )

    def scaled(self, daily: int) -> "Load":
        """A load of `daily` payments, with as many cards and merchants a payment."""
        return Load(
            daily=daily,
            peak=self.peak,
            cards=ceil(self.cards * daily / self.daily),
            merchants=ceil(self.merchants * daily / self.daily),
            footprint=self.footprint,
        )

    def hashes(self) -> dict[str, int]:
        """How many the store has, by entity."""
        held = {"card": self.cards, "merchant": self.merchants}
        of_others = self.footprint.hashes_per_card
        held |= {name: rounded_up(self.cards * share) for name, share in of_others.items()}
        return {name: held[name] for name in self.footprint.sizes.hash_bytes}

    @property
    def mean_per_s(self) -> Decimal:
        """Payments a second in the mean."""
        return Decimal(self.daily) / DAY_S

    @property
    def peak_per_s(self) -> int:
        """Payments in the busiest second."""
        return rounded_up(self.daily * self.peak / DAY_S)

    @property
    def per_month(self) -> int:
        """Payments in a month of 730 hours, which is also the number of decisions."""
        return rounded_up(Decimal(self.daily * HOURS_PER_MONTH) / _HOURS_PER_DAY)
