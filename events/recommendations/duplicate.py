"""A duplicate: a redelivered event or identity link that was recognised and changed nothing."""

from typing import Literal

from msgspec import Struct

from events.recommendations.shopping_event import EventType


class DuplicateEvent(Struct, frozen=True):
    """Trace of a dropped redelivery, so that every record in is accounted for.

    Attributes:
        event_id: that the record has in common with an earlier one.
        shopper_id: key of the shopper that had it, of an identity link that of its alias.
        event_type: of the redelivered record.
        event_time_ms: of the redelivered record.
    """

    event_id: str
    shopper_id: str
    event_type: EventType | Literal["link"]
    event_time_ms: int
