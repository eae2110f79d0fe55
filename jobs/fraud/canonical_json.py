"""Records as the JVM checks them: their known fields, in one order, as one regular expression.

    {"ip":null, "card_id":"c", ...} --JSON_QUERY--> {"amount_minor":1,"card_id":"c"} --REGEXP-->

What matches is what `events.fraud.codec` decodes, but for the clock and the check digit of a card
number. So the key of a record is an id, and only a payment moves the watermark.
"""

from typing import Final

from events.fraud.label import Label
from events.fraud.payment import COMPUTED_FIELDS, MAX_CHANNEL_LENGTH, MAX_IP_LENGTH, Payment
from events.shared.identifiers import MAX_IDENTIFIER_LENGTH
from events.shared.iso_codes import COUNTRIES, CURRENCIES
from events.shared.own_fields import OwnField
from events.shared.wire_types import MAX_AMOUNT_MINOR
from jobs.shared.json_patterns import field, number, one_of, optional, own_field, text


def known_fields(record: type[Payment | Label]) -> str:
    """The JSON path of the known fields, in their order, of what is field ``r`` of an object."""
    names = ",".join(f"'{name}'" for name in sorted({*record.__struct_fields__} - COMPUTED_FIELDS))
    return f"$.r[{names}]"


_ID: Final = text(MAX_IDENTIFIER_LENGTH)
_TIME_MS: Final = "[1-9][0-9]{11,18}"
_AMOUNT: Final = f"(?:0|[1-9][0-9]{{0,{len(str(MAX_AMOUNT_MINOR)) - 2}}}|{MAX_AMOUNT_MINOR})"
_POSITION: Final = ("latitude", "longitude")
_LATITUDE: Final = field("latitude", number("[1-8]?[0-9]", 90))
_LONGITUDE: Final = field("longitude", number("(?:1[0-7][0-9]|[1-9]?[0-9])", 180))
_NO_LATITUDE: Final = '(?:"latitude":null[,}])?'
_NO_LONGITUDE: Final = '(?:"longitude":null[,}])?'
_OF_EVERY: Final = {
    "amount_minor": field("amount_minor", _AMOUNT),
    "card_id": field("card_id", _ID),
    "channel": field("channel", text(MAX_CHANNEL_LENGTH)),
    "country": field("country", one_of(COUNTRIES)),
    "currency": field("currency", one_of(CURRENCIES)),
    "device_id": optional("device_id", _ID),
    "event_time_ms": field("event_time_ms", _TIME_MS),
    "ip": optional("ip", text(MAX_IP_LENGTH)),
    "merchant_id": field("merchant_id", _ID),
    "trace_id": optional("trace_id", _ID),
    "transaction_id": field("transaction_id", _ID),
}
"""The fields of every payment but its position."""


def payment_pattern(fields: tuple[OwnField, ...] = ()) -> str:
    """A payment's known fields in the order of their names.

    Whether a decimal has few enough digits and is within its limits is no part of it, see
    `decimals_fit`.
    """
    patterns = _OF_EVERY | {one.name: own_field(one) for one in fields}
    first, last = _POSITION
    names = sorted(patterns)
    before = "".join(patterns[name] for name in names if name < first)
    between = "".join(patterns[name] for name in names if first < name < last)
    after = "".join(patterns[name] for name in names if last < name)
    without = f"{_NO_LATITUDE}{between}{_NO_LONGITUDE}"
    position = f"(?:{_LATITUDE}{between}{_LONGITUDE}|{without})"
    return f"^[{{]{before}{position}{after}$"


LABEL_PATTERN: Final = "^[{]" + field("card_id", _ID)
"""The start of a label's known fields: its key; a label moves no watermark."""
