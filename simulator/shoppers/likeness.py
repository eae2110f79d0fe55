"""Which items are like which, and which go together: what makes one item follow another.

::

    espresso machine 17 --alike-------> espresso machine 4, espresso machine 29, coffee grinder 3
                        --goes with---> coffee beans 2, espresso cup 8

Items have places in a space: those of a kind near each other, those of a price too. Who is alike
is near, and in demand.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.shoppers.complements import COMPLEMENTS
from simulator.shoppers.items import Items
from simulator.table import Floats, Ints

_DIMENSIONS: Final = 5
_KIND_SPREAD: Final = 1.4
_ITEM_SPREAD: Final = 0.7
_PRICE_WEIGHT: Final = 4.0
_DEMAND_WEIGHT: Final = 0.9
_MOST_ALIKE: Final = 40
_MOST_COMPANIONS: Final = 6
_ROWS: Final = 256


@dataclass(frozen=True, slots=True)
class Likeness:
    """Related items by item.

    Attributes:
        alike: items of the same category, the most alike first; none for one that is alone.
        companions: items that go with it, in no order; none for most kinds.
    """

    alike: list[list[int]]
    companions: list[list[int]]


def related(rng: np.random.Generator, items: Items) -> Likeness:
    """Who is like whom among the items."""
    places = _places(rng, items)
    alike: list[list[int]] = []
    for start, end in zip(items.first[:-1], items.first[1:], strict=True):
        alike += _nearest(places[start:end], items.popularity[start:end], int(start))
    return Likeness(alike, _companions(rng, items))


def _places(rng: np.random.Generator, items: Items) -> Floats:
    """(items, dimensions) places."""
    kinds = int(items.kind[-1]) + 1
    centres = rng.normal(0.0, _KIND_SPREAD, size=(kinds, _DIMENSIONS))
    own = rng.normal(0.0, _ITEM_SPREAD, size=(len(items), _DIMENSIONS))
    return np.column_stack((centres[items.kind] + own, _PRICE_WEIGHT * items.price_rank))


def _nearest(places: Floats, popularity: Floats, first: int) -> list[list[int]]:
    """Of each item of a category the ones most alike, as numbers that begin at `first`."""
    count = len(places)
    found: list[list[int]] = []
    for start in range(0, count, _ROWS):
        rows = places[start : start + _ROWS]
        distance = np.square(rows[:, None, :] - places[None, :, :]).sum(axis=2)
        score = _DEMAND_WEIGHT * np.log(popularity) - distance
        score[np.arange(len(rows)), np.arange(start, start + len(rows))] = -np.inf
        best = np.argsort(-score, axis=1, kind="stable")[:, : min(_MOST_ALIKE, count - 1)]
        found += (first + best).tolist()
    return found


def _companions(rng: np.random.Generator, items: Items) -> list[list[int]]:
    """Of each item some of the kinds that go with its kind, the popular ones more often."""
    names = [name for category in items.categories for name in category.kinds]
    numbers = {name: number for number, name in enumerate(names)}
    of_kind = [np.flatnonzero(items.kind == number) for number in range(len(names))]
    going_with = [
        np.concatenate(
            [of_kind[numbers[other]] for other in COMPLEMENTS.get(name, ()) if other in numbers]
            or [np.empty(0, dtype=np.int64)]
        )
        for name in names
    ]
    return [_some(rng, going_with[kind], items.popularity) for kind in items.kind.tolist()]


def _some(rng: np.random.Generator, among: Ints, popularity: Floats) -> list[int]:
    """A few distinct items of `among`."""
    if among.size <= _MOST_COMPANIONS:
        return list(among.tolist())
    weights = popularity[among]
    chosen = rng.choice(among, _MOST_COMPANIONS, replace=False, p=weights / weights.sum())
    return list(chosen.tolist())
