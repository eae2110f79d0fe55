"""The type that a record of the stream of events says it has, read where it is no event."""

from typing import Final, get_args

import msgspec
from msgspec import Raw, Struct

from events.recommendations.shopping_event import EventType
from events.shared.json_records import RecordDecoder
from events.shared.rejected import Fault
from events.shared.shown_values import shown_value

LINK: Final = "link"
"""The type of an identity link."""

_TYPES: Final = ", ".join((*get_args(EventType), LINK))
_LONGEST_SHOWN: Final = 40


class WrittenType(Struct):
    """A record of which nothing but its type is read.

    Attributes:
        event_type: as it is written, which may be no JSON.
    """

    event_type: Raw = Raw(b"null")

    @property
    def value(self) -> object:
        """What is written; None where it cannot be read."""
        try:
            return msgspec.json.decode(self.event_type)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None

    def unknown(self) -> Fault:
        """The fault of a text that is none of the types."""
        seen = shown_value(self.value, _LONGEST_SHOWN)
        expected = f"one of {_TYPES} expected"
        return Fault("out_of_range", "event_type", f"event_type: {expected}, got the value {seen}")


def type_decoder(max_record_bytes: int) -> RecordDecoder[WrittenType]:
    """Decodes the type alone; what cannot be read as a whole is a fault; it does not pickle."""
    return RecordDecoder(WrittenType, max_record_bytes)
