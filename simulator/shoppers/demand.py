"""What is in demand on a day: by season, by age, and by what is in stock.

::

    category   its size  x  time of the year  x  chance of the week
    item       popularity  x  novelty, fading with age  x  out of stock: a tenth
"""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

import numpy as np

from events.shared.time_units import DAY_MS
from simulator.rhythm import Span
from simulator.shoppers.items import Items
from simulator.shoppers.listings import Listing
from simulator.table import Floats

_WEEK_DAYS: Final = 7
_WEEKS_A_YEAR: Final = 52.18
_SEASON: Final = 0.65
_WEEKLY_CHANCE: Final = 0.25
_CROWDING: Final = 0.7
_LASTING: Final = 0.2
_NOVELTY: Final = 1.5
_NOVEL_DAYS: Final = 5
_OUT_OF_STOCK: Final = 0.1


def seasons(rng: np.random.Generator, items: Items, span: Span) -> Floats:
    """(weeks, categories) how much a category is wanted in each week of the span, about 1."""
    weeks = -(-span.days // _WEEK_DAYS)
    first_day = np.datetime64(span.start_ms, "ms").astype("datetime64[D]")
    day_of_year = (first_day - first_day.astype("datetime64[Y]")).astype(np.int64)
    week = day_of_year / _WEEK_DAYS + np.arange(weeks) + 1
    peak = np.array([category.peak_week for category in items.categories])
    wave = np.cos(2 * np.pi * (week[:, None] - peak[None, :]) / _WEEKS_A_YEAR)
    chance = rng.lognormal(0.0, _WEEKLY_CHANCE, size=wave.shape)
    wanted: Floats = (1 + _SEASON * wave) * chance
    return wanted


@dataclass(frozen=True, slots=True)
class Demand:
    """Demand on one day.

    Attributes:
        season: how much each category is wanted in this week, about 1.
        categories: the weights of all categories, summed up.
        items: the weights of all items, summed up; those of a category stand side by side.
        first: index of the first item of each category, and the number of items.
        vigour: of each item, from 0 where it is not in the shop up to 1 at its best.
    """

    season: list[float]
    categories: list[float]
    items: list[float]
    first: list[int]
    vigour: list[float]

    def any_category(self, draw: float) -> int:
        """A category by demand; `draw` is from 0 up to 1."""
        return _drawn(self.categories, 0, len(self.categories), draw)

    def item_of(self, category: int, draw: float) -> int:
        """An item of a category by demand."""
        return _drawn(self.items, self.first[category], self.first[category + 1], draw)


def _drawn(sums: list[float], start: int, end: int, draw: float) -> int:
    """An index from `start` up to `end`, by the weights that `sums` sums up."""
    below = sums[start - 1] if start else 0.0
    at = below + draw * (sums[end - 1] - below)
    return min(bisect_right(sums, at, start, end), end - 1)


class Demands:
    """The demand on each day, worked out as the days pass.

    Args:
        items: of the shop.
        listings: of the items.
        wanted: (weeks, categories) the seasons.
        span: the simulated days.
    """

    def __init__(
        self, items: Items, listings: tuple[Listing, ...], wanted: Floats, span: Span
    ) -> None:
        self._items = items
        self._listings = listings
        self._wanted = wanted
        self._span = span
        self._first: list[int] = items.first.tolist()
        total = np.add.reduceat(items.popularity, items.first[:-1])
        self._crowd: Floats = total**_CROWDING
        self._day = -1
        self._today = Demand([], [], [], self._first, [])

    def at(self, time_ms: int) -> Demand:
        """The demand on the day of a time, which is not before the start."""
        day = (time_ms - self._span.start_ms) // DAY_MS
        if day != self._day:
            self._day, self._today = day, self._on(day)
        return self._today

    def _on(self, day: int) -> Demand:
        items, midnight = self._items, self._span.start_ms + day * DAY_MS
        week = min(day // _WEEK_DAYS, len(self._wanted) - 1)
        age = (midnight - items.born_ms) / DAY_MS
        fading = _LASTING + (1 - _LASTING) * np.exp(-np.maximum(age, 0.0) / items.life_days)
        stock = [listing.available_at(midnight + DAY_MS // 2) for listing in self._listings]
        vigour = np.where(age < 0, 0.0, fading * np.where(stock, 1.0, _OUT_OF_STOCK))
        weight = items.popularity * vigour * np.where(age < _NOVEL_DAYS, _NOVELTY, 1.0)
        return Demand(
            season=self._wanted[week].tolist(),
            categories=np.cumsum(self._crowd * self._wanted[week]).tolist(),
            items=np.cumsum(weight).tolist(),
            first=self._first,
            vigour=vigour.tolist(),
        )
