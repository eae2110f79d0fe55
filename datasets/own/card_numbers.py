"""Card numbers where tokens should be: found in identifiers, and masked in what is printed."""

import re
from collections.abc import Sequence
from typing import Final

from events.card_numbers import is_card_number

_SUSPECT_SHARE: Final = 0.5
"""One in ten random numbers has a valid check digit, every card number has one."""

_GROUPED: Final = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")
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
    return _GROUPED.sub(_masked_number, text)


def _masked_number(found: re.Match[str]) -> str:
    digits = found[0].replace(" ", "").replace("-", "")
    is_time = len(digits) == _TIME_DIGITS and digits.startswith("1")
    return _MASK if is_card_number(digits) and not is_time else found[0]
