"""Records as the JVM checks them: their known fields, in one order, as one regular expression.

    {"ip":null, "card_id":"c", ...} --JSON_QUERY--> {"amount_minor":1,"card_id":"c"} --REGEXP-->

What matches is what `events.fraud.codec` decodes, but for the clock and the check digit of a card
number. So the key of a record is an id, and only a payment moves the watermark.
"""

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Final

from events.fraud.label import Label
from events.fraud.payment import (
    COMPUTED_FIELDS,
    MAX_AMOUNT_MINOR,
    MAX_CHANNEL_LENGTH,
    MAX_IP_LENGTH,
    Payment,
)
from events.shared.identifiers import (
    FORBIDDEN_CHARACTERS,
    INVISIBLE_CHARACTERS,
    MAX_IDENTIFIER_LENGTH,
)
from events.shared.iso_codes import COUNTRIES, CURRENCIES


def known_fields(record: type[Payment | Label]) -> str:
    """The JSON path of the known fields, in their order, of what is field ``r`` of an object."""
    names = ",".join(f"'{name}'" for name in sorted({*record.__struct_fields__} - COMPUTED_FIELDS))
    return f"$.r[{names}]"


def _text(longest: int) -> str:
    """An id within quotation marks, where two characters have a backslash before them.

    First one in plain ASCII, as nearly all are, which is found in a fifth of the time.
    """
    allowed = rf'(?:[^"\\{FORBIDDEN_CHARACTERS}]|\\["\\])'
    outer = INVISIBLE_CHARACTERS
    return (
        rf'"(?:(?! )[ !#-\[\]-~]{{1,{longest}}}(?<! )"'
        rf'|(?![{outer}]){allowed}{{1,{longest}}}(?<![{outer}])")'
    )


def _one_of(codes: Collection[str]) -> str:
    """Codes, by what they begin with."""
    ordered: Iterable[tuple[str, Iterable[str]]] = groupby(sorted(codes), lambda code: code[:-1])
    starts = [f"{start}[{''.join(code[-1] for code in same)}]" for start, same in ordered]
    return f'"(?:{"|".join(starts)})"'


def _degrees(whole: str, most: int) -> str:
    """A number as Java writes it, `whole` being what may stand before a fraction."""
    return rf"-?(?:{most}(?:\.0)?|{whole}(?:\.[0-9]+(?:E-[0-9]+)?)?)"


def _field(name: str, value: str) -> str:
    return f'"{name}":{value},'


def _optional(name: str, value: str) -> str:
    return f'(?:"{name}":(?:null|{value}),)?'


_ID: Final = _text(MAX_IDENTIFIER_LENGTH)
_TIME_MS: Final = "[1-9][0-9]{11,18}"
_NO_POSITION: Final = '(?:"latitude":null,)?(?:"longitude":null,)?'
_LATITUDE: Final = _field("latitude", _degrees("[1-8]?[0-9]", 90))
_LONGITUDE: Final = _field("longitude", _degrees("(?:1[0-7][0-9]|[1-9]?[0-9])", 180))
_AMOUNT: Final = f"(?:0|[1-9][0-9]{{0,{len(str(MAX_AMOUNT_MINOR)) - 2}}}|{MAX_AMOUNT_MINOR})"

PAYMENT_PATTERN: Final = (
    "^[{]"
    + _field("amount_minor", _AMOUNT)
    + _field("card_id", _ID)
    + _field("channel", _text(MAX_CHANNEL_LENGTH))
    + _field("country", _one_of(COUNTRIES))
    + _field("currency", _one_of(CURRENCIES))
    + _optional("device_id", _ID)
    + _field("event_time_ms", _TIME_MS)
    + _optional("ip", _text(MAX_IP_LENGTH))
    + f"(?:{_LATITUDE}{_LONGITUDE}|{_NO_POSITION})"
    + _field("merchant_id", _ID)
    + _optional("trace_id", _ID)
    + f'"transaction_id":{_ID}[}}]$'
)
"""A payment's known fields in the order of their names."""

LABEL_PATTERN: Final = "^[{]" + _field("card_id", _ID)
"""The start of a label's known fields: its key; a label moves no watermark."""
