"""Records as the states of their keys take them, the same in the job and in the replayer."""

from collections.abc import Callable
from typing import Final

import msgspec

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.item_attributes import Catalogued
from features.recommendations.session_view import ItemView
from features.recommendations.shopper import ShopperEvent
from features.recommendations.shopping_plan import ShoppingPlan
from features.recommendations.visitor import Linked, VisitorEvent
from features.shared.state.dedup import identity_of

_ENCODE: Final = msgspec.msgpack.Encoder().encode


def visitor_event(event: ShoppingEvent, watermark_ms: int) -> VisitorEvent:
    """An event that has arrived at a watermark, for its shopper as written."""
    return VisitorEvent(
        event.event_time_ms,
        event.event_time_ms - watermark_ms,
        identity_of(event.event_id),
        _ENCODE(event),
        event.item_id,
        event.event_type,
        event.session_id,
    )


def moved_event(event_type: type[ShoppingEvent]) -> Callable[[bytes], ShoppingEvent]:
    """Reads an event again that a link moves."""
    return msgspec.msgpack.Decoder(event_type).decode


def linked(link: IdentityLink, watermark_ms: int) -> Linked:
    """A link that has arrived at a watermark, for the shopper whose events move."""
    return Linked(
        link.shopper_id,
        link.event_time_ms,
        link.event_time_ms - watermark_ms,
        identity_of(link.event_id),
    )


def catalogued(record: CatalogueItem, watermark_ms: int) -> Catalogued:
    """A record of the catalogue that has arrived at a watermark, for its item."""
    return Catalogued(
        record.event_time_ms,
        record.category,
        record.price_base_minor,
        record.available,
        watermark_ms,
    )


def shopper_event(event: ShoppingEvent, view: ItemView | None) -> ShopperEvent:
    """An event for its shopper, with what is known of its item."""
    return ShopperEvent(
        event.event_time_ms, event.item_id, event.event_type, event.session_id, view
    )


def nothing_done(plan: ShoppingPlan, item_id: str, time_ms: int) -> ShoppingEvent:
    """An event of no type: what the features of an item are at a time without one."""
    return plan.make_event(event_id="", item_id=item_id, event_type="", event_time_ms=time_ms)
