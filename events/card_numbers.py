"""Whether a text looks like the number of a payment card, which has no place in this data."""

import re
from typing import Final

_DIGITS: Final = re.compile(r"[0-9]{13,19}")


def is_card_number(text: str) -> bool:
    """Whether `text` has the length and the check digit of a card number.

    One in ten random numbers of that length has a valid check digit, every card number has one.

    >>> is_card_number("4111111111111111")
    True
    >>> is_card_number("4111111111111112")
    False
    """
    return _DIGITS.fullmatch(text) is not None and _has_check_digit(text)


def _has_check_digit(number: str) -> bool:
    """The Luhn check of ISO/IEC 7812-1, annex B."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
