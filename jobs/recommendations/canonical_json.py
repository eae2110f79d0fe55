"""Records as the JVM checks them: their known fields, in one order, as one regular expression.

What matches is what `events.recommendations.codec` decodes, but for the clock and the check digit
of a card number. So the key of a record is an id, and only an event moves the watermark.
"""

from typing import Final, get_args

from events.recommendations.identity_link import IdentityLink
from events.recommendations.item_details import MAX_CATEGORY_LENGTH
from events.recommendations.shopping_event import COMPUTED_FIELDS, EventType, ShoppingEvent
from events.shared.identifiers import MAX_IDENTIFIER_LENGTH
from events.shared.iso_codes import CURRENCIES
from events.shared.own_fields import OwnField
from events.shared.wire_types import MAX_AMOUNT_MINOR
from jobs.shared.json_patterns import field, one_of, optional, own_field, text

_ID: Final = text(MAX_IDENTIFIER_LENGTH)
_TIME_MS: Final = "[1-9][0-9]{11,18}"
_PRICE: Final = f"(?:0|[1-9][0-9]{{0,{len(str(MAX_AMOUNT_MINOR)) - 2}}}|{MAX_AMOUNT_MINOR})"
KNOWN_ITEM_FIELDS: Final = "$.r['event_time_ms','item_id']"
ITEM_PATTERN: Final = '^[{](?:"event_time_ms":[^,"]*,)?' + field("item_id", _ID) + "$"
"""That a catalogue record has a key; it moves no watermark."""

_ABSENT_USER: Final = '(?:"linked_user_id":null[,}])?'
_ABSENT_SESSION: Final = '(?:"session_id":null[,}])?'

LINK_PATTERN: Final = (
    "^[{]"
    + field("event_id", _ID)
    + field("event_time_ms", _TIME_MS)
    + field("event_type", '"link"')
    + f"(?:{field('linked_user_id', _ID)}{_ABSENT_SESSION}"
    + f"|{_ABSENT_USER}{field('session_id', _ID)})"
    + field("user_id", _ID)
    + "$"
)
"""A link's known fields."""


def known_event_fields(event: type[ShoppingEvent]) -> str:
    """The JSON path of an event's known fields, of what is field ``r`` of an object."""
    return _path({*event.__struct_fields__} - COMPUTED_FIELDS)


def known_link_fields() -> str:
    """The same of a link."""
    return _path({*IdentityLink.__struct_fields__})


def _path(names: set[str]) -> str:
    return f"$.r[{','.join(repr(name) for name in sorted(names))}]"


def event_pattern(fields: tuple[OwnField, ...] = ()) -> str:
    """An event's known fields in the order of their names.

    Currency and price are given together, and there is a user or a session. Whether a decimal has
    few enough digits and is within its limits is no part of it, see `decimals_fit`.
    """
    own = {one.name: own_field(one) for one in fields}
    of_every = {
        "category": optional("category", text(MAX_CATEGORY_LENGTH)),
        "event_id": field("event_id", _ID),
        "event_time_ms": field("event_time_ms", _TIME_MS),
        "event_type": field("event_type", one_of(get_args(EventType))),
        "item_id": field("item_id", _ID),
        "trace_id": optional("trace_id", _ID),
    }
    choices = [
        {
            "currency": field("currency", one_of(CURRENCIES)),
            "price_minor": field("price_minor", _PRICE),
        },
        {"currency": _null("currency"), "price_minor": _null("price_minor")},
    ]
    shoppers = [
        {"session_id": optional("session_id", _ID), "user_id": field("user_id", _ID)},
        {"session_id": field("session_id", _ID), "user_id": _null("user_id")},
    ]
    patterns = (
        "".join(one for _, one in sorted((of_every | own | price | shopper).items()))
        for price in choices
        for shopper in shoppers
    )
    return f"^[{{](?:{'|'.join(patterns)})$"


def _null(name: str) -> str:
    """A field that is absent or null."""
    return f'(?:"{name}":null[,}}])?'
