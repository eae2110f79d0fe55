"""What attracts a shopper on a day: an item in demand, one like another, one that goes with it."""

from collections.abc import Callable
from typing import Final

from simulator.shoppers.demand import Demand
from simulator.shoppers.items import Items
from simulator.shoppers.likeness import Likeness
from simulator.shoppers.shopper import PRICE_LEVELS, Shopper

_CURIOUS: Final = 0.1
_OFF_LEVEL: Final = 0.12
_TRIES: Final = 6
_RANK_TAIL: Final = 0.75
_RANKS: Final = 40
_DRAWS: Final = 512


def _rank_by_draw() -> tuple[int, ...]:
    """The rank for each of evenly drawn numbers: the first ranks come far more often."""
    weights = [1 / (rank + 1) ** _RANK_TAIL for rank in range(_RANKS)]
    counts = [round(_DRAWS * weight / sum(weights)) for weight in weights]
    return tuple(rank for rank, count in enumerate(counts) for _ in range(count))


_RANK: Final = _rank_by_draw()


class Attraction:
    """Draws items.

    Args:
        items: of the shop.
        likeness: of the items.
        uniform: draws a number from 0 up to 1.

    Attributes:
        demand: of the day; it is set anew as the days pass.
    """

    def __init__(
        self, items: Items, likeness: Likeness, demand: Demand, uniform: Callable[[], float]
    ) -> None:
        self.demand = demand
        self._likeness = likeness
        self._uniform = uniform
        self._category: list[int] = items.category.tolist()
        self._level: list[int] = (items.price_rank * len(PRICE_LEVELS)).astype(int).tolist()

    def by_taste(self, shopper: Shopper) -> int:
        """An item in demand in a category that the shopper likes; now and then in any category."""
        if not shopper.tastes or self._uniform() < _CURIOUS:
            category = self.demand.any_category(self._uniform())
        else:
            category = self._liked(shopper)
        return self._in_demand(category, shopper.price_level)

    def of_category(self, item: int, shopper: Shopper) -> int:
        """An item in demand in the category of `item`."""
        return self._in_demand(self._category[item], shopper.price_level)

    def alike(self, item: int) -> int | None:
        """An item like `item`, None where it is the only one or the others are not in the shop."""
        return self._lively(self._likeness.alike[item])

    def companion(self, item: int) -> int | None:
        """An item that goes with `item`, None where there is none in the shop."""
        return self._lively(self._likeness.companions[item])

    def _liked(self, shopper: Shopper) -> int:
        """One of the tastes, by its share and by the demand of the season."""
        wanted = self.demand.season
        weights = [
            share * wanted[category]
            for category, share in zip(shopper.tastes, shopper.shares, strict=True)
        ]
        left = self._uniform() * sum(weights)
        for category, weight in zip(shopper.tastes, weights, strict=True):
            left -= weight
            if left < 0:
                return category
        return shopper.tastes[-1]

    def _in_demand(self, category: int, level: int) -> int:
        """An item by demand, most often one of the price level."""
        demand, uniform = self.demand, self._uniform
        item = demand.item_of(category, uniform())
        for _ in range(_TRIES):
            if self._level[item] == level or uniform() < _OFF_LEVEL:
                break
            item = demand.item_of(category, uniform())
        return item

    def _lively(self, ranked: list[int]) -> int | None:
        """One of the items that is in the shop; those at their best come more often."""
        if not ranked:
            return None
        uniform, vigour = self._uniform, self.demand.vigour
        for _ in range(_TRIES):
            item = ranked[_RANK[int(uniform() * len(_RANK))] % len(ranked)]
            if uniform() < vigour[item]:
                return item
        return None
