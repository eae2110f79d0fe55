"""What is in the shop: items by column, few categories with many of them, few items in demand.

coffee        espresso machine 1 2 3 4 ...   coffee grinder 1 2 3 ...
photography   tripod 1 2 ...                 camera bag 1 2 ...
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from events.shared.time_units import DAY_MS
from simulator.rhythm import Span
from simulator.shoppers.assortment import ASSORTMENT, Category
from simulator.shoppers.settings import ShoppingScenario
from simulator.table import Floats, Ints

_CATEGORY_TAIL: Final = 0.8
_KIND_TAIL: Final = 0.5
_POPULARITY_TAIL: Final = 1.0
_MOST_POPULAR: Final = 150.0
_PRICE_SPREAD: Final = 0.4
_LEAST_PRICE_MINOR: Final = 99
_OLDEST_DAYS: Final = 120
_LIFE_DAYS: Final = 45.0
_LIFE_SPREAD: Final = 0.6


@dataclass(frozen=True, slots=True)
class Items:
    """Items by index, those of a category side by side.

    Attributes:
        categories: what the shop sells, by number.
        names: of each item, such as "espresso machine 17".
        category: number of the category.
        kind: number of the kind, counted over all categories.
        price_minor: price at first.
        price_rank: place among the prices of its kind, from 0 for the cheapest up to 1.
        popularity: relative demand at its best, heavy-tailed.
        born_ms: epoch ms, a midnight; in the shop from then on.
        life_days: after so many days a third of the demand is left.
        first: (categories + 1) index of the first item of each category; the last is the number
            of items.
    """

    categories: tuple[Category, ...]
    names: tuple[str, ...]
    category: Ints
    kind: Ints
    price_minor: Ints
    price_rank: Floats
    popularity: Floats
    born_ms: Ints
    life_days: Floats
    first: Ints

    def __len__(self) -> int:
        """Number of items."""
        return len(self.names)


def stocked(rng: np.random.Generator, scenario: ShoppingScenario) -> Items:
    """The items of a shop; each category has one from the first day on."""
    categories = ASSORTMENT[: scenario.categories]
    category, kind = _placed(rng, scenario.items, categories)
    first = np.searchsorted(category, np.arange(len(categories) + 1))
    spread = rng.standard_normal(scenario.items)
    usual_eur = np.concatenate([np.array(each.prices_eur, dtype=float) for each in categories])
    price = np.rint(usual_eur[kind] * np.exp(_PRICE_SPREAD * spread)) * 100 - 1
    popularity = np.minimum(rng.pareto(_POPULARITY_TAIL, scenario.items) + 0.3, _MOST_POPULAR)
    return Items(
        categories=categories,
        names=_names(kind, [name for each in categories for name in each.kinds]),
        category=category,
        kind=kind,
        price_minor=np.maximum(price, _LEAST_PRICE_MINOR).astype(np.int64),
        price_rank=_ranks(kind, spread),
        popularity=popularity,
        born_ms=_births(rng, scenario.span, scenario.items, scenario.new_item_share, first[:-1]),
        life_days=_LIFE_DAYS * rng.lognormal(0.0, _LIFE_SPREAD, size=scenario.items),
        first=first,
    )


def _placed(
    rng: np.random.Generator, count: int, categories: tuple[Category, ...]
) -> tuple[Ints, Ints]:
    """Category and kind of each item, in order of both; each category has an item."""
    weights = rng.permutation(1.0 / np.arange(1, len(categories) + 1) ** _CATEGORY_TAIL)
    chosen = rng.choice(len(categories), size=count, p=weights / weights.sum())
    chosen[: len(categories)] = np.arange(len(categories))
    kinds = np.array([len(each.kinds) for each in categories])
    rank = (rng.random(count) ** (1 + _KIND_TAIL) * kinds[chosen]).astype(np.int64)
    kind = np.sort((np.cumsum(kinds) - kinds)[chosen] + rank)
    category: Ints = np.searchsorted(np.cumsum(kinds), kind, side="right")
    return category, kind


def _births(
    rng: np.random.Generator, span: Span, count: int, share: float, from_the_start: Ints
) -> Ints:
    """The midnight on which each item came into the shop."""
    day = -rng.integers(0, _OLDEST_DAYS, size=count)
    new = rng.random(count) < share
    new[from_the_start] = False
    day[new] = rng.integers(0, span.days, size=int(new.sum()))
    born_ms: Ints = span.start_ms + day * DAY_MS
    return born_ms


def _ranks(kind: Ints, spread: Floats) -> Floats:
    """Of each item the share of the items of its kind that cost less."""
    order = np.lexsort((spread, kind))
    starts = np.searchsorted(kind, kind)
    sizes = np.searchsorted(kind, kind, side="right") - starts
    ranks = np.empty(kind.size)
    ranks[order] = (np.arange(kind.size) - starts + 0.5) / sizes
    return ranks


def _names(kind: Ints, kinds: list[str]) -> tuple[str, ...]:
    number = np.arange(kind.size) - np.searchsorted(kind, kind) + 1
    return tuple(
        f"{kinds[each]} {count}" for each, count in zip(kind.tolist(), number.tolist(), strict=True)
    )
