"""Faulty values in messages, without what could hold other fields of a record, personal ones."""

import re
from typing import Final

from events.shared.card_numbers import shown

_OF_JSON: Final = re.compile(r'[\[\]{}"]')
"""What has one of these may be a piece of JSON, in which any field could stand."""


def shown_value(value: object, longest: int) -> str:
    """`value` for a message, cut to `longest` characters; nothing of it where it has contents.

    >>> shown_value(1000.01, 40), shown_value("12,5", 40)
    ('1000.01', "'12,5'")
    >>> shown_value('{"holder": "A. B."}', 40), shown_value(["A. B."], 40)
    ('JSON (not shown)', 'JSON (not shown)')
    """
    if _OF_JSON.search(str(value)) is not None:
        return "JSON (not shown)"
    return shown(value, longest)
