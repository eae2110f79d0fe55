"""The load of the fraud system: payments a day, and how far the peak is above the mean."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final

from capacity.daily_load import MOST, DailyLoad, Expectation, StoreWeight
from capacity.exact import rounded_up
from capacity.footprint import SHIPPED, Footprint
from capacity.streams import Stream, payment_streams

_PAYMENTS_PER_MERCHANT_AND_DAY: Final = 50
# Until it is compacted a log holds a snapshot and about as much again in entries.
_LOG_OVERHEAD: Final = 2


@dataclass(frozen=True, kw_only=True)
class Load(DailyLoad):
    """What one region has to carry; see `DailyLoad`.

    Attributes:
        cards: cards that paid within the time that the store keeps them; as assumed, one payment a
            card and day.
        merchants: the same of merchants; as assumed, 50 payments a merchant and day.
        footprint: what each payment weighs.
    """

    cards: int
    merchants: int
    footprint: Footprint = SHIPPED

    def _own_expectations(self) -> tuple[Expectation, ...]:
        return (
            ("cards", 1 <= self.cards <= MOST, f"1 to {MOST}"),
            ("merchants", 1 <= self.merchants <= MOST, f"1 to {MOST}"),
        )

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

    def told(self) -> dict[str, int | str]:
        """Its own fields for a program."""
        return {"cards": self.cards, "merchants": self.merchants}

    @property
    def system(self) -> str:
        """Whose it is."""
        return "fraud"

    @property
    def events(self) -> str:
        """What its events are called."""
        return "payments"

    @property
    def results(self) -> str:
        """One a payment."""
        return "decisions"

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The streams of the fraud job."""
        return payment_streams(self.footprint.sizes)

    @property
    def state_bytes(self) -> Decimal:
        """Each payment's entries at its keys, for as long as they are remembered."""
        remembered = self.daily * self.footprint.days_remembered
        return Decimal(remembered * self.footprint.sizes.state_bytes_per_payment * _LOG_OVERHEAD)

    @property
    def events_per_s_and_kpu(self) -> Decimal:
        """Payments a second."""
        return self.footprint.payments_per_s

    @property
    def store(self) -> StoreWeight:
        """A hash of each card, each merchant, and of whatever else has features of its own."""
        sizes = self.footprint.sizes
        held = {"card": self.cards, "merchant": self.merchants}
        of_others = self.footprint.hashes_per_card
        held |= {name: rounded_up(self.cards * share) for name, share in of_others.items()}
        return StoreWeight(
            hashes={name: held[name] for name in sizes.hash_bytes},
            hash_bytes=sizes.hash_bytes,
            updates_per_event=sizes.updates_per_payment,
            update_kb=Decimal(sizes.update_kb),
            update_server_us=sizes.update_server_us,
        )
