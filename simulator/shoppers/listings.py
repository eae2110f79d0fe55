"""How an item stands in the catalogue from when on: its price, and whether there is any of it.

::

    price      25.00            19.99          25.00
    available  yes       no          yes
    listed     |---------|------|----|---------|-------> time
"""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

import numpy as np

from events.shared.time_units import DAY_MS
from simulator.rhythm import Span
from simulator.shoppers.items import Items
from simulator.shoppers.settings import ShoppingScenario

_OUT_DAYS: Final = (1, 6)
_SALE_DAYS: Final = (3, 10)
_SALE_PRICES: Final = (0.65, 0.9)
_NEW_PRICES: Final = (0.9, 1.15)
_FOR_GOOD: Final = 0.4


@dataclass(frozen=True, slots=True)
class Listing:
    """One item in the catalogue, from its first day in the shop on or from the start of the span.

    Attributes:
        from_ms: when each state begins, ascending.
        price_minor: what the item costs then.
        available: whether it can be bought then.
    """

    from_ms: tuple[int, ...]
    price_minor: tuple[int, ...]
    available: tuple[bool, ...]

    def price_at(self, time_ms: int) -> int:
        """Price at a time that is not before the first state."""
        return self.price_minor[bisect_right(self.from_ms, time_ms) - 1]

    def available_at(self, time_ms: int) -> bool:
        """Whether the item can be bought; never before the first state."""
        state = bisect_right(self.from_ms, time_ms) - 1
        return state >= 0 and self.available[state]


Change = tuple[int, int | None, bool | None]
"""Since when, the new price or None, the new availability or None."""


def listed(
    rng: np.random.Generator, items: Items, scenario: ShoppingScenario
) -> tuple[Listing, ...]:
    """How each item stands in the catalogue."""
    out = (rng.random(len(items)) < scenario.out_of_stock_share).tolist()
    repriced = (rng.random(len(items)) < scenario.price_change_share).tolist()
    since = np.maximum(items.born_ms, scenario.start_ms).tolist()
    listings = []
    for item, (first_ms, price) in enumerate(zip(since, items.price_minor.tolist(), strict=True)):
        changes: list[Change] = []
        if out[item]:
            changes += _absence(rng, first_ms, scenario.span)
        if repriced[item]:
            changes += _repricing(rng, first_ms, price, scenario.span)
        listings.append(_states(first_ms, price, sorted(changes, key=lambda change: change[0])))
    return tuple(listings)


def _absence(rng: np.random.Generator, first_ms: int, span: Span) -> list[Change]:
    begin = int(rng.integers(first_ms + 1, span.end_ms))
    return [(begin, None, False), (begin + _some_days(rng, _OUT_DAYS), None, True)]


def _repricing(rng: np.random.Generator, first_ms: int, price: int, span: Span) -> list[Change]:
    """A new price for good, or a lower one for some days."""
    begin = int(rng.integers(first_ms + 1, span.end_ms))
    if rng.random() < _FOR_GOOD:
        return [(begin, max(1, round(price * rng.uniform(*_NEW_PRICES))), None)]
    lower = max(1, round(price * rng.uniform(*_SALE_PRICES)))
    return [(begin, lower, None), (begin + _some_days(rng, _SALE_DAYS), price, None)]


def _some_days(rng: np.random.Generator, least_and_most: tuple[int, int]) -> int:
    least, most = least_and_most
    return int(rng.integers(least * DAY_MS, most * DAY_MS))


def _states(first_ms: int, price: int, changes: list[Change]) -> Listing:
    """The states that changes in order of time lead through."""
    times, prices, availables = [first_ms], [price], [True]
    for from_ms, new_price, available in changes:
        times.append(from_ms)
        prices.append(prices[-1] if new_price is None else new_price)
        availables.append(availables[-1] if available is None else available)
    return Listing(tuple(times), tuple(prices), tuple(availables))
