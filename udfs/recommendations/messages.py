"""What one stage hands to the next.

::

    EntryStage --> Entered, TaughtItem, CatalogueRecord --> ItemStage
       --> Shown, SoughtItem, LeftCategory, NotedNeighbour --> NeighbourStage
       --> Shown, Led --> MiddleStage, one for each further key --> Shown, Led --> ShopperStage
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.shopping_event import shopping_event_type
from events.shared.own_fields import OwnField
from features.recommendations.card import Card
from features.recommendations.leaders import Left, Sought
from features.recommendations.lessons import Lesson
from features.recommendations.neighbour_table import NeighbourTable
from features.recommendations.neighbours import Noted
from features.recommendations.shopper import LeadersTold

EventT = TypeVar("EventT")


class Entered(Struct, Generic[EventT], frozen=True, array_like=True, tag="event"):
    """An event on its way to its item.

    Attributes:
        event: the event, its shopper known.
        moved: whether a link has moved it: its item has counted it already.
        read_at_ms: processing time at which its record was read.
        stage_us: microseconds that each stage took.
    """

    event: EventT
    moved: bool
    read_at_ms: int
    stage_us: tuple[int, ...]


class TaughtItem(Struct, frozen=True, array_like=True, gc=False, tag="lesson"):
    """What a finished session says of an item."""

    lesson: Lesson


class CatalogueRecord(Struct, frozen=True, array_like=True, gc=False, tag="record"):
    """A record of the catalogue on its way to its item."""

    record: CatalogueItem


class Shown(Struct, Generic[EventT], frozen=True, array_like=True, tag="shown"):
    """An event on its way from its item to its shopper.

    Attributes:
        entered: the event.
        values: of each key that it has passed, in the order of the plan's hops.
        incomplete: names of the features that are missing since their window was not seen whole.
        card: the item after it.
        neighbours: of the item; None before they were asked for.
    """

    entered: Entered[EventT]
    values: tuple[tuple[Any, ...], ...]
    incomplete: tuple[str, ...]
    card: Card
    neighbours: NeighbourTable | None = None


class SoughtItem(Struct, frozen=True, array_like=True, gc=False, tag="sought"):
    """An item after an event, on its way to its category.

    Attributes:
        sought: the item.
        shopper_id: who is told the leaders.
        event_time_ms: of the event.
    """

    sought: Sought
    shopper_id: str
    event_time_ms: int


class LeftCategory(Struct, frozen=True, array_like=True, gc=False, tag="left"):
    """An item that is no more of a category, on its way there."""

    left: Left


class NotedNeighbour(Struct, frozen=True, array_like=True, gc=False, tag="noted"):
    """A neighbour on its way to the item that it is noted at."""

    noted: Noted


class Led(Struct, frozen=True, array_like=True, gc=False, tag="led"):
    """The leaders of a category on their way to a shopper."""

    told: LeadersTold
    shopper_id: str


def to_item(fields: tuple[OwnField, ...]) -> Callable[[bytes], Any]:
    """Decodes what comes to an item; it does not pickle."""
    entered: Any = Entered
    return _decoder(entered[shopping_event_type(fields)] | TaughtItem | CatalogueRecord)


def to_neighbours(fields: tuple[OwnField, ...]) -> Callable[[bytes], Any]:
    """Decodes what comes to the neighbours of an item or the leaders of a category."""
    shown: Any = Shown
    return _decoder(shown[shopping_event_type(fields)] | SoughtItem | LeftCategory | NotedNeighbour)


def to_shopper(fields: tuple[OwnField, ...]) -> Callable[[bytes], Any]:
    """Decodes what comes to a shopper, and to the keys before it."""
    shown: Any = Shown
    return _decoder(shown[shopping_event_type(fields)] | Led)


def _decoder(kinds: Any) -> Callable[[bytes], Any]:  # noqa: ANN401 - a union of structs
    decode: Callable[[bytes], Any] = msgspec.msgpack.Decoder(kinds).decode
    return decode


def item_key(item_id: str) -> str:
    """The key of an item's neighbours."""
    return f"i:{item_id}"


def category_key(category: str | None) -> str:
    """The key of a category's leaders; items without one have one of their own."""
    return f"c:{category or ''}"
