"""Whether identifiers look like card numbers, which have no place in this data."""

from collections.abc import Sequence
from typing import Final

from events.card_numbers import is_card_number

_SUSPECT_SHARE: Final = 0.5
"""One in ten random numbers has a valid check digit, every card number has one."""


def look_like_card_numbers(ids: Sequence[str]) -> bool:
    """Whether more than half of `ids` have the length and the check digit of card numbers."""
    return sum(map(is_card_number, ids)) > _SUSPECT_SHARE * len(ids)
