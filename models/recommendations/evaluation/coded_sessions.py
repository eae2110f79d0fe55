"""Sessions as baselines read them: each item a number, in the order of the ids.

::

    sessions  [B A B] [C]       items   A=0 B=1 C=2      so that a lower number is a lower id,
                                events  1 0 1 | 2        and ties go to it
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from models.recommendations.evaluation.packed_lists import Ints, PackedLists


class CodedSessions:
    """The sessions that baselines learn from.

    Args:
        sessions: item ids of each in order, the oldest session first.

    Attributes:
        items: every item's id; its place is its code.
        events: (n,) codes of all events, session after session.
        session: (n,) number of each event's session, ascending.
        count: number of sessions.

    Raises:
        ValueError: there is no event.
    """

    def __init__(self, sessions: Iterable[Sequence[str]]) -> None:
        held = list(sessions)
        self.items = tuple(sorted({item for session in held for item in session}))
        if not self.items:
            raise ValueError("sessions: at least one event expected, got none")
        self._codes = {item: code for code, item in enumerate(self.items)}
        coded = (self._codes[item] for session in held for item in session)
        self.events: Ints = np.fromiter(coded, np.int64)
        self.count = len(held)
        sizes = np.fromiter(map(len, held), np.int64, len(held))
        self.session: Ints = np.repeat(np.arange(self.count), sizes)

    def code_of(self, item: str) -> int | None:
        """The code of an item, None where it is in no session."""
        return self._codes.get(item)

    def last_known(self, prefix: Sequence[str]) -> int | None:
        """The code of the latest item of `prefix` that is in a session; None without one."""
        codes = map(self._codes.get, reversed(prefix))
        return next((code for code in codes if code is not None), None)

    @cached_property
    def event_counts(self) -> Ints:
        """(items,) number of events of each item."""
        return np.bincount(self.events, minlength=len(self.items))

    @cached_property
    def session_counts(self) -> Ints:
        """(items,) number of sessions of each item."""
        return np.bincount(self._pairs[1], minlength=len(self.items))

    @cached_property
    def popular(self) -> tuple[int, ...]:
        """Codes of all items, that of most events first."""
        return tuple(np.argsort(-self.event_counts, kind="stable").tolist())

    @cached_property
    def items_of_session(self) -> PackedLists:
        """For each session the codes of its items, each once."""
        session, item = self._pairs
        return PackedLists(item, np.bincount(session, minlength=self.count))

    @cached_property
    def sessions_of_item(self) -> PackedLists:
        """For each item the numbers of its sessions, the oldest first."""
        session, item = self._pairs
        by_item = np.argsort(item, kind="stable")
        return PackedLists(session[by_item], self.session_counts)

    @cached_property
    def _pairs(self) -> tuple[Ints, Ints]:
        """Session and item of each pair that occurs, by session."""
        pairs = np.unique(self.session * len(self.items) + self.events)
        return pairs // len(self.items), pairs % len(self.items)
