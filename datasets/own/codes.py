"""Codes, short texts, flags and coordinates of records."""

from collections.abc import Callable
from typing import Final, get_args

from datasets.own.amounts import exact_number
from datasets.own.faults import Adjusted, Refused
from datasets.own.identifiers import identifier
from events.fraud.label import LabelKind
from events.recommendations.item_details import MAX_CATEGORY_LENGTH
from events.recommendations.shopping_event import EventType
from events.shared.identifiers import identifier_fault
from events.shared.iso_codes import COUNTRIES, CURRENCIES

_LONGEST_CHANNEL: Final = 32
_LONGEST_IP: Final = 45
_LABEL_KINDS: Final = get_args(LabelKind)
_EVENT_TYPES: Final = get_args(EventType)
_LONG_CATEGORY: Final = Refused(
    "bad text", f"a category of at most {MAX_CATEGORY_LENGTH} characters expected"
)
_FLAGS: Final = {"0": False, "false": False, "1": True, "true": True}


def currency(value: object) -> str | Refused:
    """An ISO 4217 code."""
    code = value.strip() if isinstance(value, str) else value
    if isinstance(code, str) and code in CURRENCIES:
        return code
    return Refused("unknown currency", "a current ISO 4217 code such as EUR expected")


def country(value: object) -> str | Refused:
    """An ISO 3166-1 alpha-2 code."""
    code = value.strip() if isinstance(value, str) else value
    if isinstance(code, str) and code in COUNTRIES:
        return code
    return Refused("unknown country", "an ISO 3166-1 alpha-2 code such as DE expected")


def channel(value: object) -> str | Refused:
    """A short text such as ``pos``."""
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, str) and len(text) <= _LONGEST_CHANNEL and not identifier_fault(text):
        return text
    return Refused("bad text", "1 to 32 characters without control characters expected")


def ip(value: object) -> str | Refused:
    """An address of at most 45 characters."""
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, str) and len(text) <= _LONGEST_IP and not identifier_fault(text):
        return text
    return Refused("bad text", f"text of at most {_LONGEST_IP} characters expected")


def label_kind(value: object) -> str | Refused:
    """What became known, in the words of a label."""
    text = value.strip().lower() if isinstance(value, str) else value
    if text in _LABEL_KINDS:
        return str(text)
    return Refused("unknown kind", f"one of {', '.join(_LABEL_KINDS)} expected")


def event_type(value: object) -> str | Refused:
    """What a shopper did, in the words of a shopping event."""
    text = value.strip().lower() if isinstance(value, str) else value
    if text in _EVENT_TYPES:
        return str(text)
    return Refused("unknown type", f"one of {', '.join(_EVENT_TYPES)} expected")


def category(value: object) -> str | Adjusted | Refused:
    """What items are grouped by: an id that is not too long."""
    read = identifier(value)
    text = read.value if isinstance(read, Adjusted) else read
    return _LONG_CATEGORY if isinstance(text, str) and len(text) > MAX_CATEGORY_LENGTH else read


def flag(value: object) -> bool | Refused:
    """0, 1, true or false."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _FLAGS:
        return _FLAGS[value.strip().lower()]
    number = exact_number(value)
    if isinstance(number, Refused) or number not in (0, 1):
        return Refused("not a flag", "0, 1, true or false expected")
    return bool(number)


def degrees(largest: int) -> Callable[[object], float | Refused]:
    """Reads a coordinate from `-largest` to `largest`."""

    def read(value: object) -> float | Refused:
        number = exact_number(value)
        if isinstance(number, Refused):
            return number
        if abs(number) > largest:
            return Refused("out of range", f"-{largest} to {largest} degrees expected")
        return float(number)

    return read
