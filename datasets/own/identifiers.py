"""Identifiers as clean text: 17850, 17850.0, "17850" and b"17850" are one card.

What an id may be is said by `events.shared.identifiers`. An import takes the spaces around one
away, and takes no text that only says that there is none: one card called NULL would be the busiest
of all.
"""

import re
from decimal import Decimal
from math import isfinite
from typing import Final

from datasets.own.faults import Adjusted, Refused
from events.shared.card_numbers import is_card_number
from events.shared.identifiers import MAX_IDENTIFIER_LENGTH, identifier_fault

_LARGEST_EXACT_FLOAT: Final = 2**53
_TOO_LARGE: Final = 10**MAX_IDENTIFIER_LENGTH
"""Has more digits than an id has characters."""
_WHOLE_WITH_POINT: Final = re.compile(r"(-?\d+)\.0+", re.ASCII)
NO_VALUE_WORDS: Final = frozenset(
    {
        *("", "null", "(null)", "<null>", "nil", "none", "nan", "nat", "na", "n/a", "<na>", "#n/a"),
        *("undefined", "-", "--", "\\n"),
    }
)
"""In small letters."""

_SPACES: Final = " \t\u00a0\u3000\u2000\u2001\u2002\u2003\u2009\u202f"
_WITHOUT_POINT: Final = "{count} whole numbers are read without their decimal point."
_STRIPPED: Final = "{count} ids with spaces around them are read without these."

_NO_IDENTIFIER: Final = Refused("not an identifier", "text or a whole number expected")
_INEXACT: Final = Refused("not exact", "a whole number below 2^53 expected of a float, or text")
_CARD_NUMBER: Final = Refused(
    "card number", "a token expected, not a card number (--card-numbers accept takes it as one)"
)
_NULL_LIKE: Final = Refused("stands for no value", "an id expected, not a word for none")


def stands_for_no_value(text: str) -> bool:
    """Whether `text` is how programs write that there is no value: blank, ``NULL``, ``nan``, ``-``.

    >>> stands_for_no_value(" N/A ")
    True
    """
    return text.strip().lower() in NO_VALUE_WORDS


def identifier(value: object) -> str | Adjusted | Refused:
    """`value` as text, a whole number without its point and text without spaces around it."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bytes):
        return _decoded(value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return _NO_IDENTIFIER
    return _number(value)


def card_token(value: object) -> str | Adjusted | Refused:
    """The same for the id of a card, which is no card number."""
    read = identifier(value)
    token = read.value if isinstance(read, Adjusted) else read
    return _CARD_NUMBER if isinstance(token, str) and is_card_number(token) else read


def _number(value: float | Decimal) -> str | Adjusted | Refused:
    if isinstance(value, int):
        return _text(str(value)) if abs(value) < _TOO_LARGE else _NO_IDENTIFIER
    if not isfinite(value) or abs(value) >= _TOO_LARGE or value != int(value):
        return _NO_IDENTIFIER
    if isinstance(value, float) and abs(value) >= _LARGEST_EXACT_FLOAT:
        return _INEXACT
    return Adjusted(str(int(value)), _WITHOUT_POINT)


def _decoded(value: bytes) -> str | Adjusted | Refused:
    try:
        return _text(value.decode())
    except UnicodeDecodeError:
        return Refused("bad encoding", "text, or the bytes of text in UTF-8, expected")


def _text(value: str) -> str | Adjusted | Refused:
    if stands_for_no_value(value):
        return _NULL_LIKE
    stripped = value.strip(_SPACES)
    whole = _WHOLE_WITH_POINT.fullmatch(stripped)
    text = stripped if whole is None else whole[1]
    fault = identifier_fault(text)
    if fault is not None:
        return Refused("bad text", f"an id expected, got {fault}")
    if whole is not None:
        return Adjusted(text, _WITHOUT_POINT)
    return text if text == value else Adjusted(text, _STRIPPED)
