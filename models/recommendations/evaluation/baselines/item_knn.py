"""Item k-NN: the items that share most sessions with the last one.

The similarity of items i and j in S(i) and S(j) sessions, S(ij) of them the same:

    S(ij) / sqrt((S(i) + damping) * (S(j) + damping))

Without damping it is the cosine of two binary vectors over the sessions. Hidasi et al.,
"Session-based recommendations with recurrent neural networks" (2016), damp it, so that an item of
one session is not the nearest to all the others of it.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from models.recommendations.evaluation.baselines.filling import by_score, filled_up
from models.recommendations.evaluation.coded_sessions import CodedSessions

DAMPING: Final = 20
"""Sessions; as in the implementation of Hidasi et al. and in session-rec."""


class ItemKnn:
    """Lists the items most similar to the last one, which is none of them.

    >>> sessions = CodedSessions([["A", "B"], ["A", "B"], ["A", "C"], ["D"]])
    >>> ItemKnn(sessions, damping=0).best(["D", "A"], 2)
    ['B', 'C']

    Args:
        sessions: what to learn from.
        damping: sessions that every item is thought to have beside its own.

    Raises:
        ValueError: `damping` is below 0.
    """

    def __init__(self, sessions: CodedSessions, damping: int = DAMPING) -> None:
        if damping < 0:
            raise ValueError(f"damping: {damping}, expected 0 or more")
        self._sessions = sessions
        self._damping = damping

    def best(self, prefix: Sequence[str], k: int) -> list[str]:
        """At most `k` items by their similarity to the last known one, then the popular ones."""
        last = self._sessions.last_known(prefix)
        return filled_up([] if last is None else self._similar(last), self._sessions, k)

    def _similar(self, last: int) -> list[int]:
        sessions = self._sessions
        shared, _ = sessions.items_of_session.joined(sessions.sessions_of_item.of(last))
        others, count = np.unique(shared[shared != last], return_counts=True)
        # In the order of the similarities, by one division: equal ones come out equal.
        squares = count * count / (sessions.session_counts[others] + self._damping)
        return by_score(others, squares)
