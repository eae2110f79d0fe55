"""What tables say, row by row, and what they should say of cards and neighbours of the oracle."""

from collections import defaultdict
from collections.abc import Sequence
from math import isnan
from typing import Any

import numpy as np

from features.recommendations.card_table import FACTS, CardTable
from features.recommendations.neighbour_table import SHARES, NeighbourTable

Row = dict[str, Any]


def rows_of(table: CardTable) -> list[Row]:
    """The cards of a table."""
    names = zip(table.item_ids, table.categories, strict=True)
    numbers = zip(table.facts_array().tolist(), table.values_array().tolist(), strict=True)
    return [
        {
            "item_id": item_id,
            "category": category,
            **dict(zip(FACTS, map(_number, facts), strict=True)),
            "values": list(map(_number, values)),
        }
        for (item_id, category), (facts, values) in zip(names, numbers, strict=True)
    ]


def neighbours_of(table: NeighbourTable) -> Row:
    """The neighbours by name, since those that are equally near may change places; the walks."""
    rows = zip(rows_of(table.cards), table.shares_array().tolist(), strict=True)
    said = [{"card": card, **dict(zip(SHARES, shares, strict=True))} for card, shares in rows]
    walks = dict(table.walks)
    assert len(walks) == len(table.walks)
    return {"said": sorted(said, key=lambda one: str(one["card"]["item_id"])), "walks": walks}


def as_row(card: Row) -> Row:
    """A card of the oracle as a table has it: numbers alone, declared ones of single precision."""
    kept = {name: card[name] for name in ("item_id", "category", *FACTS)}
    numbers = [
        float(np.float32(value)) if isinstance(value, int | float) else None
        for value in card["values"]
    ]
    return {**kept, "values": numbers}


def as_neighbours(said: Sequence[Row]) -> Row:
    """Neighbours of the oracle as a table has them, and where two steps over the first 8 lead."""
    walks: defaultdict[str, float] = defaultdict(float)
    followed_most = sorted(said, key=lambda one: (-one["after"][0], one["card"]["item_id"]))
    for one in followed_most[:8]:
        for item_id, share in dict(one["card"]["followers"]).items():
            if one["after"][0]:
                walks[item_id] += one["after"][0] * share
    rows = [
        {
            "card": as_row(one["card"]),
            **{name: one[name] for name in ("near", "near_lately", "bought", "before")},
            **{f"after{step}": times for step, times in enumerate(one["after"], start=1)},
        }
        for one in said
    ]
    return {"said": rows, "walks": dict(walks)}


def _number(value: float) -> float | None:
    return None if isnan(value) else value
