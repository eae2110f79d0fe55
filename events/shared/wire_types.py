"""Types of fields that records of any system have, with the limits that a value must keep to."""

from typing import Annotated, Final

from msgspec import Meta

from events.shared.identifiers import IDENTIFIER_PATTERN, MAX_IDENTIFIER_LENGTH
from events.shared.iso_codes import COUNTRIES, CURRENCIES

MAX_AMOUNT_MINOR: Final = 10**12
"""Largest plausible amount, in minor units; anything above it is a fault of the sender."""

EARLIEST_EVENT_TIME_MS: Final = 946_684_800_000
"""2000-01-01T00:00Z: an earlier time is a unit mistake (seconds for milliseconds) or a default."""

Identifier = Annotated[
    str, Meta(min_length=1, max_length=MAX_IDENTIFIER_LENGTH, pattern=IDENTIFIER_PATTERN)
]
AmountMinor = Annotated[int, Meta(ge=0, le=MAX_AMOUNT_MINOR)]
# Only described here: a missing code has a cause of its own, see the codecs.
Currency = Annotated[str, Meta(extra_json_schema={"enum": sorted(CURRENCIES)})]
Country = Annotated[str, Meta(extra_json_schema={"enum": sorted(COUNTRIES)})]
EventTimeMs = Annotated[int, Meta(ge=EARLIEST_EVENT_TIME_MS, le=2**62)]
