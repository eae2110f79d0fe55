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
from events.shared.own_fields import OwnField
from jobs.shared.digit_ranges import range_pattern


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
    return f'"{name}":{value}[,}}]'


def _optional(name: str, value: str) -> str:
    return f'(?:"{name}":(?:null|{value})[,}}])?'


_ID: Final = _text(MAX_IDENTIFIER_LENGTH)
_TIME_MS: Final = "[1-9][0-9]{11,18}"
_AMOUNT: Final = f"(?:0|[1-9][0-9]{{0,{len(str(MAX_AMOUNT_MINOR)) - 2}}}|{MAX_AMOUNT_MINOR})"
_POSITION: Final = ("latitude", "longitude")
_LATITUDE: Final = _field("latitude", _degrees("[1-8]?[0-9]", 90))
_LONGITUDE: Final = _field("longitude", _degrees("(?:1[0-7][0-9]|[1-9]?[0-9])", 180))
_NO_LATITUDE: Final = '(?:"latitude":null[,}])?'
_NO_LONGITUDE: Final = '(?:"longitude":null[,}])?'
_OF_EVERY: Final = {
    "amount_minor": _field("amount_minor", _AMOUNT),
    "card_id": _field("card_id", _ID),
    "channel": _field("channel", _text(MAX_CHANNEL_LENGTH)),
    "country": _field("country", _one_of(COUNTRIES)),
    "currency": _field("currency", _one_of(CURRENCIES)),
    "device_id": _optional("device_id", _ID),
    "event_time_ms": _field("event_time_ms", _TIME_MS),
    "ip": _optional("ip", _text(MAX_IP_LENGTH)),
    "merchant_id": _field("merchant_id", _ID),
    "trace_id": _optional("trace_id", _ID),
    "transaction_id": _field("transaction_id", _ID),
}
"""The fields of every payment but its position."""


def payment_pattern(fields: tuple[OwnField, ...] = ()) -> str:
    """A payment's known fields in the order of their names.

    Whether a decimal has few enough digits and is within its limits is no part of it, see
    `decimals_fit`.
    """
    patterns = _OF_EVERY | {one.name: _own(one) for one in fields}
    first, last = _POSITION
    names = sorted(patterns)
    before = "".join(patterns[name] for name in names if name < first)
    between = "".join(patterns[name] for name in names if first < name < last)
    after = "".join(patterns[name] for name in names if last < name)
    without = f"{_NO_LATITUDE}{between}{_NO_LONGITUDE}"
    position = f"(?:{_LATITUDE}{between}{_LONGITUDE}|{without})"
    return f"^[{{]{before}{position}{after}$"


def _own(field: OwnField) -> str:
    of = _field if field.required else _optional
    return of(field.name, _own_value(field))


def _own_value(field: OwnField) -> str:
    match field.type:
        case "text":
            return _text(field.longest)
        case "country":
            return _one_of(COUNTRIES)
        case "boolean":
            return "(?:true|false)"
        case "integer" | "time":
            return range_pattern(*field.limits())
        case "decimal":
            fraction = rf"(?:\.[0-9]{{1,{field.digits}}})?" if field.digits else ""
            text = f'"-?(?:0|[1-9][0-9]{{0,15}}){fraction}"'
            return rf"(?:{text}|-?[0-9]+(?:\.[0-9]+)?(?:E-?[0-9]+)?)"


def decimals_fit(fields: tuple[OwnField, ...], known: str) -> str:
    """A condition of Flink SQL: every decimal in `known` has its digits and is within its limits.

    In IEEE doubles, step by step as `own_fields.decimal_units` has it.
    """
    return " AND ".join(
        ["TRUE", *(_decimal_fits(one, known) for one in fields if one.type == "decimal")]
    )


def _decimal_fits(field: OwnField, known: str) -> str:
    value = f"TRY_CAST(JSON_VALUE({known}, '$.{field.name}') AS DOUBLE)"
    scale = 10**field.digits
    least, most = (f"CAST('{limit / scale!r}' AS DOUBLE)" for limit in field.limits())
    whole = f"FLOOR({value} * {scale}E0 + 0.5E0) / {scale}E0 = {value}"
    return f"COALESCE({value} BETWEEN {least} AND {most} AND {whole}, TRUE)"


LABEL_PATTERN: Final = "^[{]" + _field("card_id", _ID)
"""The start of a label's known fields: its key; a label moves no watermark."""
