"""A shopping event as it arrives on the wire: what somebody did with an item."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, Literal

from msgspec import Struct

from events.recommendations.item_details import PRICE, Category
from events.shared import own_record
from events.shared.own_fields import OwnField
from events.shared.wire_types import AmountMinor, Currency, EventTimeMs, Identifier

EventType = Literal["view", "cart", "purchase", "impression", "hide"]


class ShoppingEvent(Struct, frozen=True, gc=False, omit_defaults=True):
    """One thing that a shopper did with one item, or was shown.

    Attributes:
        event_id: the sender's id of the event; a redelivery repeats it.
        item_id: the item's id, the same as in the catalogue.
        event_type: ``view``, ``cart`` and ``purchase`` are what the shopper did, ``impression`` an
            item that was shown, ``hide`` one that the shopper does not want to see again.
        event_time_ms: when it happened, milliseconds since the epoch, UTC.
        user_id: token of the user, if known; personal.
        session_id: token of the visit, needed where the user is not known; personal.
        category: of the item, if the sender knows it.
        price_minor: price of one item in minor units of `currency`, given together with it.
        currency: ISO 4217 alphabetic code.
        trace_id: carried unchanged to the list.
        shopper_id: key of the shopper, see `events.recommendations.shopper`; never from the wire.
            The decoder gives the key of the ids above, identity links may replace it by another.
        price_base_minor: the price in minor units of the base currency; never from the wire, see
            `ShoppingContract`. None without a price, and where no rate says what it is.
    """

    event_id: Identifier
    item_id: Identifier
    event_type: EventType
    event_time_ms: EventTimeMs
    user_id: Identifier | None = None
    session_id: Identifier | None = None
    category: Category | None = None
    price_minor: AmountMinor | None = None
    currency: Currency | None = None
    trace_id: Identifier | None = None
    shopper_id: str | None = None
    price_base_minor: int | None = None


COMPUTED_FIELDS: Final = frozenset({"shopper_id", PRICE.base})
"""What an event has that no record gives it: a record's own field of that name is ignored."""


def shopping_event_type(fields: tuple[OwnField, ...]) -> type[ShoppingEvent]:
    """`ShoppingEvent` with an attribute for each of `fields`, None where an event lacks it.

    Raises:
        ValueError: a field has the name of one that every event has, or two have the same.
    """
    return own_record.with_own_fields(ShoppingEvent, fields)


def event_maker(fields: tuple[OwnField, ...]) -> Callable[..., ShoppingEvent]:
    """Makes events that nobody sent, with what is given by name and no own field said."""
    unsaid: dict[str, Any] = {**own_record.unsaid_values(fields)}
    return partial(shopping_event_type(fields), **unsaid)


def public_copy(fields: tuple[OwnField, ...]) -> Callable[[ShoppingEvent], ShoppingEvent]:
    """How an event leaves the job: as it came, without personal own fields and computed ones."""
    return given_copy(own_record.not_personal(fields))


def given_copy(fields: tuple[OwnField, ...]) -> Callable[[ShoppingEvent], ShoppingEvent]:
    """An event as a record gives it: its decimals as text, with these of its own fields only."""
    return own_record.given_copy(ShoppingEvent, fields, COMPUTED_FIELDS)
