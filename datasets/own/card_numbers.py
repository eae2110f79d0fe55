"""Card numbers where tokens should be: found in identifiers, and masked in what is printed."""

from collections.abc import Sequence
from typing import Final

from events.shared.card_numbers import is_card_number, with_card_numbers_as

_SUSPECT_SHARE: Final = 0.5
"""One in ten random numbers has a valid check digit, every card number has one."""

_TIME_DIGITS: Final = 13
"""Of milliseconds since the epoch, with a 1 first, as no card number of this length has it."""
_MASK: Final = "[card number]"


def look_like_card_numbers(ids: Sequence[str]) -> bool:
    """Whether more than half of `ids` have the length and the check digit of card numbers."""
    found = sum(1 for each in ids if is_card_number(each))
    return found > _SUSPECT_SHARE * len(ids)


def masked(text: str) -> str:
    """`text` for a message, without the card numbers in it, plain or in groups of digits.

    >>> masked("4111 1111 1111 1111;12.50")
    '[card number];12.50'
    """
    return with_card_numbers_as(_mask, text)


def _mask(digits: str) -> str | None:
    is_time = len(digits) == _TIME_DIGITS and digits.startswith("1")
    return None if is_time else _MASK
