"""A late event: one older than its features can be computed exactly for."""

from typing import Final

from msgspec import Struct

from events.recommendations.shopping_event import ShoppingEvent

LATE_SCHEMA_VERSION: Final = 1


class LateEvent(Struct, frozen=True):
    """A copy of a late event.

    Attributes:
        event_id: of the event, at the top level for look-ups.
        watermark_ms: event-time watermark when it arrived.
        behind_watermark_ms: how far behind the watermark it was.
        event: the event itself, as it came.
    """

    event_id: str
    watermark_ms: int
    behind_watermark_ms: int
    event: ShoppingEvent
    schema_version: int = LATE_SCHEMA_VERSION
