"""The records of a shop as they go on the wire, and what each was before it was disturbed.

The fields are those of the contracts in `events.recommendations`.
"""

from typing import Literal

from msgspec import Struct

from simulator.shoppers.visit import ActType

RecordKind = Literal["event", "out_of_order", "late", "duplicate", "malformed"]


class ShoppingEvent(Struct, frozen=True, gc=False, omit_defaults=True):
    """What a shopper did with an item.

    Attributes:
        event_id: unique.
        item_id: of the item.
        event_type: view, cart, purchase, impression or hide.
        event_time_ms: epoch ms.
        user_id: of the shopper, where it is known.
        session_id: of the visit, where it is said; it may come again in a later visit.
        category: of the item.
        price_minor: what the item costs at that time.
        currency: of the price.
        position: of an item in the list that was shown, from 1: an own field of impressions.
    """

    event_id: str
    item_id: str
    event_type: ActType
    event_time_ms: int
    user_id: str | None = None
    session_id: str | None = None
    category: str | None = None
    price_minor: int | None = None
    currency: str | None = None
    position: int | None = None


class IdentityLink(Struct, frozen=True, gc=False, omit_defaults=True):
    """Two ids are those of one shopper: `user_id`, which stays, and one of the two others."""

    event_id: str
    event_type: Literal["link"]
    user_id: str
    event_time_ms: int
    linked_user_id: str | None = None
    session_id: str | None = None


class CatalogueItem(Struct, frozen=True, gc=False):
    """How an item stands in the catalogue from `event_time_ms` on."""

    item_id: str
    event_time_ms: int
    category: str
    price_minor: int
    currency: str
    available: bool


class SentRecord(Struct, frozen=True, gc=False):
    """A record as it is sent.

    Attributes:
        record: what is sent.
        raw: its bytes, without a newline.
        visit: number of the visit that it is of.
    """

    record: ShoppingEvent | IdentityLink
    raw: bytes
    visit: int


class ShopRecord(Struct, frozen=True, gc=False):
    """A record as it arrives, and the truth about it.

    Attributes:
        raw: the bytes, without a newline.
        kind: what it is. One out of order has an earlier time than a record before it; one that is
            late is behind by more than the allowed lateness. A duplicate repeats the bytes of an
            earlier record; a malformed one is beside those that were sent.
        arrival_ms: simulated time of arrival, epoch ms.
        event_id: of the record, None for a malformed one.
        cause: what a malformed record must be rejected for, None for the others.
    """

    raw: bytes
    kind: RecordKind
    arrival_ms: int
    event_id: str | None = None
    cause: str | None = None
