"""Card numbers, which have no place in this data: known by their check digit, and masked."""

import re
from collections.abc import Callable
from typing import Final

_CARD_NUMBER: Final = re.compile(r"[0-9]{13,19}")
_LONG_NUMBER: Final = re.compile(rb"(?<![0-9.])[0-9]{13,19}(?![0-9])")
_GROUPED_NUMBER: Final = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")
_ESCAPED_DIGIT: Final = re.compile(rb"\\u003([0-9])")
_TIME_BEFORE: Final = re.compile(rb'_time_ms"\s*:\s*$')
_TIME: Final = re.compile(rb"(?=1|2[01])(?:[0-9]{13}|[0-9]{16}|[0-9]{19})")
"""A time up to the year 2039 in ms, us or ns: of card numbers, only airlines' begin with 1."""
_LONGEST_TIME_NAME: Final = 40
_DIGITS_SHOWN: Final = 4
_MASK: Final = b"\xff"


def is_card_number(text: str) -> bool:
    """Whether `text` has the length and the check digit (ISO/IEC 7812-1, annex B) of one.

    One in ten random numbers of 13 to 19 digits has that, too.

    >>> is_card_number("4111111111111111"), is_card_number("4111111111111112")
    (True, False)
    """
    if _CARD_NUMBER.fullmatch(text) is None:
        return False
    digits = [int(digit) for digit in reversed(text)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def with_card_numbers_as(shown_as: Callable[[str], str | None], text: str) -> str:
    """`text` with every card number in it, plain or in groups, shown another way.

    Args:
        shown_as: what is shown for the digits of a card number; None leaves them as they stand.
        text: any text.
    """

    def replaced(number: re.Match[str]) -> str:
        digits = number[0].replace(" ", "").replace("-", "")
        other = shown_as(digits) if is_card_number(digits) else None
        return number[0] if other is None else other

    return _GROUPED_NUMBER.sub(replaced, text)


def masked(record: bytes) -> bytes:
    r"""`record` with the bytes 0xff for all but the last four digits of every card number in it.

    No text in UTF-8 has that byte: a masked id is no id, so that a record that is sent again by
    mistake is refused and not counted for another card. Event times, which have the length of a
    card number, stay; what no time has as its first digits is masked in their place, too.

    >>> masked(b'{"card_id":"4111111111111111","event_time_ms":1700000000004}')[11:29]
    b'"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff1111"'
    """
    text = _ESCAPED_DIGIT.sub(rb"\1", record)
    found = [match.span() for match in _LONG_NUMBER.finditer(text) if _holds_one(text, match)]
    if not found:
        return record
    pieces = bytearray(text)
    for start, end in found:
        pieces[start : end - _DIGITS_SHOWN] = _MASK * (end - _DIGITS_SHOWN - start)
    return bytes(pieces)


def shown(value: object, longest: int) -> str:
    """`value` for a message: as Python writes it, of card numbers the last digits, cut to length.

    In a message, digits in groups are a card number, too.

    >>> shown("4111111111111111", 40)
    "'\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd1111'"
    """
    text = with_card_numbers_as(lambda digits: digits, repr(value))
    return masked(text.encode()).decode(errors="replace")[:longest]


def shown_time(time_ms: int) -> str:
    """A time for a message; what is a card number in its place is masked.

    >>> shown_time(1_700_000_000_004), shown_time(4111111111111111)[-5:]
    ('1700000000004', '\ufffd1111')
    """
    digits = str(time_ms)
    return digits if _TIME.fullmatch(digits.encode()) else shown(time_ms, len(digits))


def _holds_one(text: bytes, number: re.Match[bytes]) -> bool:
    if not is_card_number(number[0].decode("ascii")):
        return False
    before = text[max(0, number.start() - _LONGEST_TIME_NAME) : number.start()]
    return _TIME_BEFORE.search(before) is None or _TIME.fullmatch(number[0]) is None
