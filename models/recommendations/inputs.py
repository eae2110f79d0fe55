"""What the ranker is given of a session and each of its candidates, by name.

In this order: of the session, of the candidate in the session, what speaks for it, of the item,
then the declared features of the item and of the shopper.
"""

from array import array
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from events.shared.feature_value import FeatureValue
from events.shared.time_units import DAY_MS, HOUR_MS
from features.recommendations.session_view import SessionView
from models.recommendations.candidates import Candidate

SESSION: Final = (
    "session_events",
    "session_items",
    "session_last_count",
    "session_last_followed",
    "session_last_again_share",
    "session_seconds_since_last",
)
IN_SESSION: Final = (
    "seen_count",
    "seen_share",
    "seen_steps_since",
    "seen_first_place",
    "is_last",
    "is_second_last",
    "seen_returns",
    "seen_after_last",
    "seen_seconds_since",
)
EVIDENCE: Final = (
    "after1", "after1_share", "after1_rank", "after2", "after2_share", "after3", "before",
    "near_last", "near", "near_most", "near_lately", "after", "bought", "sources", "walk",
    "walk_rank", "leader", "rough",
)  # fmt: skip
ITEM: Final = (
    "item_sessions",
    "item_followed",
    "item_again_share",
    "item_age_days",
    "item_hours_since_contact",
    "item_same_category_share",
    "item_price_ratio",
)
BUILT_IN: Final = (*SESSION, *IN_SESSION, *EVIDENCE, *ITEM)

_evidence: Final = attrgetter(*EVIDENCE)

MISSING: Final = -1.0
"""Stands for what is not known."""

_NEVER: Final = 99.0
"""Steps since an item that the session has not seen."""

_UNSEEN: Final = (0.0, 0.0, _NEVER, _NEVER, 0.0, 0.0, 0.0, 0.0, MISSING)
_UNKNOWN: Final = (MISSING,) * len(ITEM)


def matrix(
    session: SessionView,
    candidates: Sequence[Candidate],
    item_values: int = 0,
    shopper_values: Sequence[FeatureValue] = (),
) -> NDArray[np.float32]:
    """The inputs of all candidates: (candidates, names).

    Args:
        session: the session.
        candidates: of it.
        item_values: number of declared features of an item.
        shopper_values: declared features of the shopper.
    """
    facts = _Facts(session)
    lacking = (MISSING,) * item_values
    flat = array("f")
    for one in candidates:
        flat.extend(facts.of(one))
        flat.extend(_evidence(one))
        flat.extend(_of_item(one, session, facts))
        flat.extend(lacking if one.card is None else _numbers(one.card.values))
    of_candidates = np.frombuffer(flat, dtype=np.float32).reshape(len(candidates), -1)
    before, after = _of_session(session), _numbers(shopper_values)
    inputs = np.empty(
        (len(candidates), len(before) + of_candidates.shape[1] + len(after)), dtype=np.float32
    )
    inputs[:, : len(before)] = before
    inputs[:, len(before) : inputs.shape[1] - len(after)] = of_candidates
    inputs[:, inputs.shape[1] - len(after) :] = after
    return inputs


def _numbers(values: Sequence[FeatureValue]) -> list[float]:
    """The values that are numbers; a text of own definitions says nothing to a ranker."""
    return [value if isinstance(value, int | float) else MISSING for value in values]


def _of_session(session: SessionView) -> list[float]:
    items, times = session.items, session.times_ms
    view = session.views.get(items[-1])
    followed = MISSING if view is None else view.card.followed
    again = MISSING if view is None else view.card.again / (1 + view.card.followed)
    since = MISSING if len(times) == 1 else (times[-1] - times[-2]) / 1000
    return [
        float(len(items)), float(len(set(items))), float(items.count(items[-1])), followed, again,
        since,
    ]  # fmt: skip


class _Facts:
    """What a session says of its own items."""

    def __init__(self, session: SessionView) -> None:
        items = self._items = session.items
        self._times_ms, self._now_ms = session.times_ms, session.now_ms
        self._count: dict[str, int] = {}
        self._first: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._returns: dict[str, int] = {}
        self._after_last: dict[str, int] = {}
        for place, item_id in enumerate(items):
            self._count[item_id] = self._count.get(item_id, 0) + 1
            self._first.setdefault(item_id, place)
            self._last[item_id] = place
        for before, between, after in zip(items, items[1:], items[2:], strict=False):
            if before == after != between:
                self._returns[after] = self._returns.get(after, 0) + 1
        for before, after in pairwise(items):
            if before == items[-1]:
                self._after_last[after] = self._after_last.get(after, 0) + 1
        cards = [view.card for view in session.views.values()]
        self.categories = {card.category for card in cards if card.category is not None}
        last = session.views.get(items[-1])
        self.last_price = None if last is None else last.card.price_minor
        self.category_counts = {
            name: sum(
                self._count[view.card.item_id]
                for view in session.views.values()
                if view.card.category == name
            )
            for name in self.categories
        }

    def of(self, candidate: Candidate) -> Sequence[float]:
        """In the order of `IN_SESSION`."""
        item_id, size = candidate.item_id, len(self._items)
        count = self._count.get(item_id, 0)
        if not count:
            return _UNSEEN
        last = self._last[item_id]
        return [
            float(count),
            count / size,
            float(size - last),
            float(self._first[item_id]),
            float(item_id == self._items[-1]),
            float(size > 1 and item_id == self._items[-2]),
            float(self._returns.get(item_id, 0)),
            float(self._after_last.get(item_id, 0)),
            (self._now_ms - self._times_ms[last]) / 1000,
        ]


def _of_item(candidate: Candidate, session: SessionView, facts: _Facts) -> Sequence[float]:
    card = candidate.card
    if card is None:
        return _UNKNOWN
    price = MISSING
    if card.price_minor is not None and facts.last_price:
        price = card.price_minor / facts.last_price
    same = MISSING
    if card.category is not None:
        same = facts.category_counts.get(card.category, 0) / len(session.items)
    return [
        card.sessions,
        card.followed,
        card.again / (1 + card.followed),
        (session.now_ms - card.first_seen_ms) / DAY_MS,
        (session.now_ms - card.time_ms) / HOUR_MS,
        same,
        price,
    ]
