"""Codes, short texts, flags and coordinates of a payment."""

from collections.abc import Callable
from typing import Final, get_args

from datasets.own.amounts import exact_number
from datasets.own.faults import Refused
from events.fraud.label import LabelKind
from events.shared.identifiers import identifier_fault
from events.shared.iso_codes import COUNTRIES, CURRENCIES

_LONGEST_CHANNEL: Final = 32
_LONGEST_IP: Final = 45
_LABEL_KINDS: Final = get_args(LabelKind)
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
