"""The load of the recommendation system: shopping events a day, shoppers, items, sessions."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final

from capacity.daily_load import MOST, DailyLoad, Expectation, StoreWeight
from capacity.exact import rounded_up
from capacity.measured import (
    JOB_SHOPPING_EVENTS_PER_S,
    MEASURED_SHOPPING,
    MeasuredShopping,
)
from capacity.streams import Stream, shopping_streams
from features.recommendations.limits import RecommendationLimits

DAYS_REMEMBERED: Final = 31
"""Of an event by the declared features: the longest window, and a day that one may be late."""

ITEM_CHANGES_PER_DAY: Final = 1
"""Assumed: records of the catalogue a day and item, of prices and stock."""

_EVENTS_PER_ITEM_AND_DAY: Final = 50
_LIMITS: Final = RecommendationLimits()
# Until it is compacted a log holds a snapshot and about as much again in entries.
_LOG_OVERHEAD: Final = 2
_MOST_IN_A_SESSION: Final = _LIMITS.session_events


@dataclass(frozen=True, kw_only=True)
class ShoppingLoad(DailyLoad):
    """What one region has to carry; see `DailyLoad`.

    Attributes:
        shoppers: who did something within the time that the store keeps them, each visit of one who
            is not known a shopper of its own; as assumed, a session each a day.
        items: in the catalogue; as assumed, 50 events an item and day.
        session_events: events of a session.
    """

    shoppers: int
    items: int
    session_events: Decimal
    sizes: MeasuredShopping = MEASURED_SHOPPING

    def _own_expectations(self) -> tuple[Expectation, ...]:
        in_session = self.session_events.is_finite() and (
            1 <= self.session_events <= _MOST_IN_A_SESSION
        )
        return (
            ("shoppers", 1 <= self.shoppers <= MOST, f"1 to {MOST}"),
            ("items", 1 <= self.items <= MOST, f"1 to {MOST}"),
            ("session_events", in_session, f"1 to {_MOST_IN_A_SESSION}"),
        )

    @classmethod
    def of(
        cls,
        daily: int,
        peak: Decimal,
        shoppers: int | None = None,
        items: int | None = None,
        session_events: Decimal = MEASURED_SHOPPING.session_events,
    ) -> "ShoppingLoad":
        """The load; shoppers and items that are not given are assumed from the events."""
        if shoppers is None:
            sessions = session_events if session_events >= 1 else Decimal(1)
            shoppers = max(1, rounded_up(daily / sessions)) if sessions.is_finite() else 1
        return cls(
            daily=daily,
            peak=peak,
            shoppers=shoppers,
            items=-(-daily // _EVENTS_PER_ITEM_AND_DAY) if items is None else items,
            session_events=session_events,
        )

    def scaled(self, daily: int) -> "ShoppingLoad":
        """A load of `daily` events, with as many shoppers and items for each."""
        return ShoppingLoad(
            daily=daily,
            peak=self.peak,
            shoppers=ceil(self.shoppers * daily / self.daily),
            items=ceil(self.items * daily / self.daily),
            session_events=self.session_events,
        )

    def told(self) -> dict[str, int | str]:
        """Its own fields for a program."""
        return {
            "shoppers": self.shoppers,
            "items": self.items,
            "session_events": str(self.session_events),
        }

    @property
    def system(self) -> str:
        """Whose it is."""
        return "recommendations"

    @property
    def events(self) -> str:
        """What its events are called."""
        return "shopping events"

    @property
    def results(self) -> str:
        """Not lists: an event that changes none makes none."""
        return "shopping events"

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The streams of the recommendation job."""
        items_per_event = Decimal(self.items * ITEM_CHANGES_PER_DAY) / self.daily
        return shopping_streams(self.sizes, items_per_event)

    @property
    def cards_per_shopper(self) -> Decimal:
        """Cards that a shopper's state holds at most: items seen, neighbours, leaders."""
        of_item = 1 + _LIMITS.neighbours_read
        categories = self.sizes.hashes_per_shopper["shopper_category"]
        return self.session_events * of_item + categories * _LIMITS.leaders

    @property
    def state_bytes_by_part(self) -> dict[str, Decimal]:
        """State at most, by what it grows with; every item has all neighbours that are kept."""
        sizes = self.sizes
        of_events = Decimal(self.daily * DAYS_REMEMBERED * sizes.state_bytes_per_event)
        of_shoppers = self.shoppers * self.cards_per_shopper * sizes.state_bytes_per_card
        of_items = Decimal(self.items * sizes.state_bytes_per_item)
        kept = self.items * _LIMITS.neighbours
        of_neighbours = Decimal(kept * sizes.state_bytes_per_neighbour)
        parts = {
            "events": of_events,
            "shoppers": of_shoppers,
            "items": of_items,
            "neighbours": of_neighbours,
        }
        return {name: part * _LOG_OVERHEAD for name, part in parts.items()}

    @property
    def state_bytes(self) -> Decimal:
        """The sum of all parts."""
        return sum(self.state_bytes_by_part.values(), Decimal(0))

    @property
    def events_per_s_and_kpu(self) -> Decimal:
        """Events a second: the fewer, the longer sessions are.

        Half of what a session is longer by than the measured ones is what an event of it meets in
        the mean.
        """
        sizes = self.sizes
        longer = (self.session_events - sizes.session_events) / 2
        return JOB_SHOPPING_EVENTS_PER_S / (1 + sizes.cpu_share_per_item * longer)

    @property
    def store(self) -> StoreWeight:
        """A hash of each item and shopper with features, and a list of each shopper."""
        sizes = self.sizes
        shares = sizes.hashes_per_shopper
        hashes = {
            name: self.items
            if name == "item"
            else rounded_up(self.shoppers * shares.get(name, Decimal(1)))
            for name in sizes.hash_bytes
        }
        return StoreWeight(
            hashes=hashes,
            hash_bytes=sizes.hash_bytes,
            updates_per_event=sizes.updates_per_event + sizes.lists_per_event,
            update_kb=sizes.update_kb,
            update_server_us=sizes.update_server_us,
        )
