"""The neighbours of an item at a time, column by column, and where two steps from it lead.

::

    item --0.5--> B --0.6--> C        walks: C 0.3 + ..., in relation to all that followed the item
                    --0.2--> item            where they come back to the item, too
"""

from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from features.recommendations.card_table import CardTable, card_table
from features.recommendations.neighbours import Neighbour

SHARES: Final = ("near", "near_lately", "after1", "bought", "after2", "after3", "before")
"""What `NeighbourTable.shares` has of each neighbour: see `Neighbour`."""

_WALKED: Final = 8
"""Neighbours that a walk goes on from, those that followed most."""


class NeighbourTable(Struct, frozen=True, array_like=True, gc=False):
    """Neighbours, column by column.

    Attributes:
        cards: theirs, the nearest first.
        shares: (neighbours, `SHARES`) of float64, row by row.
        walks: items that two steps lead to, with the number of transitions from the item that, by
            the shares of the second step, end there.
    """

    cards: CardTable
    shares: bytes
    walks: tuple[tuple[str, float], ...]

    def shares_array(self) -> NDArray[np.float64]:
        """(neighbours, `SHARES`)."""
        return np.frombuffer(self.shares, dtype=np.float64).reshape(-1, len(SHARES))


def neighbour_table(neighbours: Sequence[Neighbour], width: int) -> NeighbourTable:
    """The neighbours as columns, in their order; `width` is that of `card_table`."""
    shares = array("d")
    for one in neighbours:
        first, second, third = one.after
        shares.extend((one.near, one.near_lately, first, one.bought, second, third, one.before))
    cards = card_table([one.card for one in neighbours], width)
    return NeighbourTable(cards, shares.tobytes(), tuple(_walks(neighbours).items()))


def _walks(neighbours: Sequence[Neighbour]) -> dict[str, float]:
    walks: dict[str, float] = {}
    for neighbour in sorted(neighbours, key=_followed_by)[:_WALKED]:
        times = neighbour.after[0]
        if not times:
            break
        for item_id, share in neighbour.card.followers:
            walks[item_id] = walks.get(item_id, 0.0) + times * share
    return walks


def _followed_by(neighbour: Neighbour) -> tuple[float, str]:
    return -neighbour.after[0], neighbour.card.item_id
