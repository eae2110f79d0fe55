"""Records of the recommendation system, and what the decoders make of them."""

from typing import Any, Final

import msgspec

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.codec import NO_OWN_FIELDS, CatalogueDecoder, EventDecoder
from events.recommendations.identity_link import IdentityLink
from events.recommendations.shopping_contract import ShoppingContract
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.rejected import Fault

NOW_MS: Final = 1_750_000_000_000

EVENT: Final[dict[str, object]] = {
    "event_id": "e1",
    "item_id": "lamp",
    "event_type": "view",
    "event_time_ms": NOW_MS,
    "user_id": "u1",
    "session_id": "s1",
    "category": "lamps",
    "price_minor": 4_990,
    "currency": "EUR",
    "trace_id": "t1",
}
LINK: Final[dict[str, object]] = {
    "event_id": "e2",
    "event_type": "link",
    "user_id": "u1",
    "event_time_ms": NOW_MS,
    "session_id": "s1",
}
ITEM: Final[dict[str, object]] = {
    "item_id": "lamp",
    "event_time_ms": NOW_MS,
    "category": "lamps",
    "price_minor": 4_990,
    "currency": "EUR",
    "available": False,
}


def event_record(**values: object) -> bytes:
    """The JSON of an event, some fields of other values; `...` leaves one out."""
    return _json({**EVENT, **values})


def link_record(**values: object) -> bytes:
    """The JSON of a link of a session, in the same way."""
    return _json({**LINK, **values})


def item_record(**values: object) -> bytes:
    """The JSON of an item, in the same way."""
    return _json({**ITEM, **values})


def _json(fields: dict[str, object]) -> bytes:
    return msgspec.json.encode({name: one for name, one in fields.items() if one is not ...})


def decoded(
    raw: bytes, contract: ShoppingContract = NO_OWN_FIELDS
) -> ShoppingEvent | IdentityLink | Fault:
    """The event, the link or the fault."""
    return EventDecoder(contract=contract).decode(raw, NOW_MS)


def decoded_item(raw: bytes) -> CatalogueItem | Fault:
    """The item or the fault."""
    return CatalogueDecoder().decode(raw, NOW_MS)


def the_event(raw: bytes, contract: ShoppingContract = NO_OWN_FIELDS) -> Any:  # noqa: ANN401 - own fields
    """The event, which has no fault."""
    event = decoded(raw, contract)
    assert isinstance(event, ShoppingEvent), event
    return event


def the_link(raw: bytes) -> IdentityLink:
    """The link, which has no fault."""
    link = decoded(raw)
    assert isinstance(link, IdentityLink), link
    return link


def the_item(raw: bytes) -> CatalogueItem:
    """The item, which has no fault."""
    item = decoded_item(raw)
    assert isinstance(item, CatalogueItem), item
    return item


def the_fault(raw: bytes, contract: ShoppingContract = NO_OWN_FIELDS) -> Fault:
    """Why there is neither an event nor a link."""
    fault = decoded(raw, contract)
    assert isinstance(fault, Fault), fault
    return fault


def the_item_fault(raw: bytes) -> Fault:
    """Why there is no item."""
    fault = decoded_item(raw)
    assert isinstance(fault, Fault), fault
    return fault
