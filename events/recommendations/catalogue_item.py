"""An item of the catalogue, as it is from a time on."""

from typing import Final

from msgspec import Struct

from events.recommendations.item_details import PRICE, Category
from events.shared.wire_types import AmountMinor, Currency, EventTimeMs, Identifier


class CatalogueItem(Struct, frozen=True, gc=False, omit_defaults=True):
    """What holds of an item until a record with a later time says otherwise.

    A record replaces all of an earlier one: what it leaves out is unknown from its time on.

    Attributes:
        item_id: the item's id, the same as in shopping events.
        event_time_ms: from when on it holds, milliseconds since the epoch, UTC.
        category: one that items are grouped by, if there is one.
        price_minor: price of one item in minor units of `currency`, given together with it.
        currency: ISO 4217 alphabetic code.
        available: whether it can be bought.
        price_base_minor: the price in minor units of the base currency; never from the wire. None
            without a price, and where no rate says what it is.
    """

    item_id: Identifier
    event_time_ms: EventTimeMs
    category: Category | None = None
    price_minor: AmountMinor | None = None
    currency: Currency | None = None
    available: bool = True
    price_base_minor: int | None = None


COMPUTED_FIELDS: Final = frozenset({PRICE.base})
"""What an item has that no record gives it: a record's own field of that name is ignored."""
