"""Cards of several items, column by column: all that a list needs of them, without an object each.

::

    Card A, Card B, ... --> item_ids | categories | facts: a row of numbers each | values: another

A list is made of hundreds of cards, which come with messages and lie in the state of a shopper: as
columns they are read and written as they are.
"""

from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from events.shared.feature_value import FeatureValue
from features.recommendations.card import Card

FACTS: Final = (
    "time_ms", "first_seen_ms", "price_minor", "available", "sessions", "followed", "again",
)  # fmt: skip
"""What `CardTable.facts` has of each card: attributes of `Card`, NaN where one is not known."""

_NOT_A_NUMBER: Final = float("nan")


class CardTable(Struct, frozen=True, array_like=True, gc=False):
    """Cards, column by column.

    Attributes:
        item_ids: (cards,) the items.
        categories: (cards,) theirs, None where it is not known.
        facts: (cards, `FACTS`) of float64, row by row.
        values: (cards, declared features of an item) of float32, row by row; NaN of what is
            missing or a text, which says nothing to a ranker.
    """

    item_ids: tuple[str, ...]
    categories: tuple[str | None, ...]
    facts: bytes
    values: bytes

    def __len__(self) -> int:
        """Number of cards."""
        return len(self.item_ids)

    def facts_array(self) -> NDArray[np.float64]:
        """(cards, `FACTS`)."""
        return np.frombuffer(self.facts, dtype=np.float64).reshape(-1, len(FACTS))

    def values_array(self) -> NDArray[np.float32]:
        """(cards, declared features of an item)."""
        values = np.frombuffer(self.values, dtype=np.float32)
        return values.reshape(len(self), values.size // (len(self) or 1))


def card_table(cards: Sequence[Card], width: int) -> CardTable:
    """The cards as columns, in their order.

    Args:
        cards: the cards.
        width: number of declared features of an item. A card with more or less of them, which other
            definitions gave it, has no values.
    """
    facts, values = array("d"), array("f")
    for card in cards:
        price = card.price_minor
        facts.extend(
            (
                card.time_ms,
                card.first_seen_ms,
                _NOT_A_NUMBER if price is None else price,
                card.available,
                card.sessions,
                card.followed,
                card.again,
            )
        )
        _add_values(values, card, width)
    return CardTable(
        tuple([card.item_id for card in cards]),
        tuple([card.category for card in cards]),
        facts.tobytes(),
        values.tobytes(),
    )


def _add_values(values: "array[float]", card: Card, width: int) -> None:
    """Adds a row; most have numbers alone, which are not looked at one by one."""
    before = len(values)
    if len(card.values) == width:
        try:
            values.extend(card.values)  # type: ignore[arg-type] # else it is a TypeError
        except TypeError:
            del values[before:]
            values.extend(map(_number, card.values))
    else:
        values.extend([_NOT_A_NUMBER] * width)


def _number(value: FeatureValue) -> float:
    return value if isinstance(value, int | float) else _NOT_A_NUMBER
