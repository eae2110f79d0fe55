"""The first places of a list in an order that is drawn, with the probability of what is shown.

::

    ranker      a b c | d e        a share e of the lists: each of the 3! orders of the first three
    shown       c a b | d e        is as likely, the ranker's own among them

    order       e / 3!              and (1 - e) more where it is the ranker's own
    item        e / 3 at a place    and (1 - e) more where the ranker has it there

Which list, and which order, follows from the id of the list: a list made again is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial
from typing import Final, TypeVar

from models.recommendations.experiments.draws import draw
from models.recommendations.experiments.experiment import Explore

Item = TypeVar("Item")

FEWEST_PLACES: Final = 2
MOST_PLACES: Final = 8
"""A list has then one of 40,320 orders."""


@dataclass(frozen=True, slots=True)
class Explored:
    """What came of the draw.

    Attributes:
        drawn: whether this list was one whose order is drawn; the order can be the ranker's own.
        order: for each of the places, which of the ranker's stands there.
        order_propensity: how likely this order was.
        place_propensities: for each place, how likely its item was there.
    """

    drawn: bool
    order: tuple[int, ...]
    order_propensity: float
    place_propensities: tuple[float, ...]


def explored(explore: Explore, salt: str, list_id: str, places: int) -> Explored | None:
    """The order of the first places of a list; None where there is nothing to put in order.

    Args:
        explore: how often, and how many places.
        salt: of the experiment.
        list_id: of the list.
        places: that the list has to draw from.
    """
    count = min(places, explore.places)
    if count < FEWEST_PLACES:
        return None
    drawn = draw(salt, "explore", list_id) < explore.share
    order = tuple(range(count))
    if drawn:
        order = _permutation(int(draw(salt, "order", list_id) * factorial(count)), count)
    return Explored(
        drawn,
        order,
        order_propensity(explore.share, order),
        tuple(
            place_propensity(explore.share, count, kept=place == was)
            for place, was in enumerate(order)
        ),
    )


def order_propensity(share: float, order: Sequence[int]) -> float:
    """How likely an order of the ranker's places is, where a share of the lists is drawn."""
    by_ranker = (1 - share) if list(order) == sorted(order) else 0.0
    return by_ranker + share / factorial(len(order))


def place_propensity(share: float, places: int, *, kept: bool) -> float:
    """How likely an item is at a place; `kept` where the ranker has it there."""
    return (1 - share if kept else 0.0) + share / places


def reordered(items: Sequence[Item], of_places: Sequence[int], order: Sequence[int]) -> list[Item]:
    """The items with those at some places put in an order of these."""
    shown = list(items)
    for place, was in zip(of_places, order, strict=True):
        shown[place] = items[of_places[was]]
    return shown


def _permutation(number: int, count: int) -> tuple[int, ...]:
    """The permutation of that number, in the factorial number system (Lehmer's code)."""
    left = list(range(count))
    found = []
    for size in range(count, 0, -1):
        place, number = divmod(number, factorial(size - 1))
        found.append(left.pop(place))
    return tuple(found)
