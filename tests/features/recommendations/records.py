"""Events, cards and what else the states of the recommendation system are told, in short."""

from typing import Any, Final

from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.card import Card
from features.recommendations.entries import visitor_event
from features.recommendations.lessons import Contact
from features.recommendations.neighbour_table import neighbour_table
from features.recommendations.neighbours import Noted
from features.recommendations.session_view import ItemView
from features.recommendations.shopper import ShopperEvent
from features.recommendations.visitor import Linked, VisitorEvent

START_MS: Final = 1_700_000_000_000


def an_event(time_ms: int, item_id: str = "a", event_type: str = "view", **fields: Any) -> Any:  # noqa: ANN401 - fields
    """An event of the user u1, named after its time, unless `fields` say otherwise."""
    given = {"event_id": f"e{time_ms}", "user_id": "u1", **fields}
    price = given.get("price_minor")
    return ShoppingEvent(
        item_id=item_id,
        event_type=event_type,  # type: ignore[arg-type] # one of them
        event_time_ms=time_ms,
        price_base_minor=price,
        **given,
    )


def a_visit(
    time_ms: int,
    item_id: str = "a",
    event_type: str = "view",
    **fields: Any,  # noqa: ANN401
) -> VisitorEvent:
    """The same, as it arrives at its visitor with a watermark of its own time."""
    return visitor_event(an_event(time_ms, item_id, event_type, **fields), time_ms)


def a_link(time_ms: int, shopper_id: str = "user:u2", identity: str = "link") -> Linked:
    """A link that arrives at a watermark of its own time."""
    return Linked(shopper_id, time_ms, 0, identity)


def a_card(item_id: str, time_ms: int = START_MS, **fields: Any) -> Card:  # noqa: ANN401 - fields
    """The card of an item of which nothing is known, but for `fields`."""
    nothing: dict[str, Any] = {
        "category": None,
        "price_minor": None,
        "available": True,
        "first_seen_ms": time_ms,
        "values": (),
        "sessions": 0.0,
        "followed": 0.0,
        "again": 0.0,
        "followers": (),
    }
    return Card(item_id=item_id, time_ms=time_ms, **{**nothing, **fields})


def a_contact(near: float = 1.0, **fields: Any) -> Contact:  # noqa: ANN401 - fields
    """A contact at the item z, all of it closeness but for `fields`."""
    said: dict[str, Any] = {"item_id": "z", "after": (0, 0, 0), "before": 0, "bought": False}
    return Contact(near=near, **{**said, **fields})


def a_note(item_id: str, time_ms: int, near: float = 1.0, **fields: Any) -> Noted:  # noqa: ANN401
    """What a session says of a neighbour."""
    return Noted(a_card(item_id, time_ms), a_contact(near, **fields), time_ms)


def a_step(
    time_ms: int,
    item_id: str = "a",
    event_type: str = "view",
    session_id: str | None = None,
    **fields: Any,  # noqa: ANN401 - of the card
) -> ShopperEvent:
    """An event as its shopper gets it, with a view of the item where it is part of a session."""
    teaches = event_type in {"view", "cart", "purchase"}
    view = ItemView(a_card(item_id, time_ms, **fields), neighbour_table((), 0)) if teaches else None
    return ShopperEvent(time_ms, item_id, event_type, session_id, view)
