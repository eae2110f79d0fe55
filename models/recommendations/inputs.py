"""What the ranker is given of a session and each of its candidates, by name.

In this order: of the session, of the candidate in the session, what speaks for it, of the item,
then the declared features of the item and of the shopper.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from events.shared.feature_value import FeatureValue
from events.shared.time_units import DAY_MS, HOUR_MS
from features.recommendations.session_view import SessionView
from models.recommendations.candidates import EVIDENCE, Candidates

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

_IN_SESSION: Final = slice(len(SESSION), len(SESSION) + len(IN_SESSION))
_EVIDENCE: Final = slice(_IN_SESSION.stop, _IN_SESSION.stop + len(EVIDENCE))
_ITEM: Final = slice(_EVIDENCE.stop, len(BUILT_IN))

MISSING: Final = -1.0
"""Stands for what is not known."""

_NEVER: Final = 99.0
"""Steps since an item that the session has not seen."""

_UNSEEN: Final = (0.0, 0.0, _NEVER, _NEVER, 0.0, 0.0, 0.0, 0.0, MISSING)


def matrix(
    session: SessionView, candidates: Candidates, shopper_values: Sequence[FeatureValue] = ()
) -> NDArray[np.float32]:
    """The inputs of all candidates: (candidates, names).

    Args:
        session: the session.
        candidates: of it.
        shopper_values: declared features of the shopper.
    """
    declared = candidates.values.shape[1]
    width = len(BUILT_IN) + declared + len(shopper_values)
    inputs = np.empty((len(candidates), width), dtype=np.float32)
    inputs[:, : len(SESSION)] = _of_session(session)
    inputs[:, _IN_SESSION] = _UNSEEN
    facts = _Facts(session)
    for place, seen in enumerate(candidates.in_session):
        if seen:
            inputs[place, _IN_SESSION] = facts.of(candidates.item_ids[place])
    inputs[:, _EVIDENCE] = candidates.evidence
    inputs[:, _ITEM] = _of_items(session, candidates)
    inputs[:, len(BUILT_IN) : len(BUILT_IN) + declared] = candidates.values
    inputs[:, width - len(shopper_values) :] = _numbers(shopper_values)
    inputs[np.isnan(inputs)] = MISSING
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

    def of(self, item_id: str) -> Sequence[float]:
        """Of an item of the session, in the order of `IN_SESSION`."""
        count, size, last = self._count[item_id], len(self._items), self._last[item_id]
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


def _of_items(session: SessionView, candidates: Candidates) -> NDArray[np.float64]:
    """(candidates, `ITEM`), NaN where a card is missing or does not say."""
    time_ms, first_seen_ms, price_minor, _, sessions, followed, again = candidates.facts.T
    found = np.empty((len(candidates), len(ITEM)))
    found[:, 0], found[:, 1] = sessions, followed
    found[:, 2] = again / (1 + followed)
    found[:, 3] = (session.now_ms - first_seen_ms) / DAY_MS
    found[:, 4] = (session.now_ms - time_ms) / HOUR_MS
    found[:, 5] = _category_shares(session, candidates)
    last = session.views.get(session.items[-1])
    last_price = None if last is None else last.card.price_minor
    found[:, 6] = price_minor / last_price if last_price else MISSING
    return found


def _category_shares(session: SessionView, candidates: Candidates) -> list[float]:
    """The share of each candidate's category in the session."""
    counts: dict[str | None, int] = {}
    for item_id in session.items:
        view = session.views.get(item_id)
        if view is not None:
            counts[view.card.category] = counts.get(view.card.category, 0) + 1
    size = len(session.items)
    return [
        MISSING if category is None else counts.get(category, 0) / size
        for category in candidates.categories
    ]
