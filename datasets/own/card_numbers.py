"""Whether identifiers look like card numbers, which have no place in this data."""

import re
from collections.abc import Sequence
from typing import Final

_DIGITS: Final = re.compile(r"[0-9]{13,19}")
_SUSPECT_SHARE: Final = 0.5
"""One in ten random numbers has a valid check digit, every card number has one."""


def look_like_card_numbers(ids: Sequence[str]) -> bool:
    """Whether more than half of `ids` have the length and the check digit of card numbers."""
    found = sum(1 for each in ids if _DIGITS.fullmatch(each) and _has_check_digit(each))
    return found > _SUSPECT_SHARE * len(ids)


def _has_check_digit(number: str) -> bool:
    """The Luhn check of ISO/IEC 7812-1, annex B."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
