"""The session that a list is made for: what was done, and what is known of the items.

Each item is known as of when it was seen, so that a list depends on nothing that came after.
"""

from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from features.recommendations.card import Card
from features.recommendations.neighbour_table import NeighbourTable

EVENTS_KEPT: Final = 50
"""Of a session, newest last; what was before them has no say in its lists."""

ITEMS_KNOWN: Final = 8
"""Different items of a session whose neighbours are kept, those seen last."""


class ItemView(Struct, frozen=True, array_like=True, gc=False):
    """An item when it was seen.

    Attributes:
        card: the item itself.
        neighbours: its nearest ones.
    """

    card: Card
    neighbours: NeighbourTable


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session.

    Attributes:
        items: of its events, oldest first; at least one.
        times_ms: of the same events.
        views: by item, of those seen last.
        now_ms: time of its last event.
    """

    items: tuple[str, ...]
    times_ms: tuple[int, ...]
    views: dict[str, ItemView]
    now_ms: int
