"""A Markov chain of first order: what came directly after the last item most often."""

from collections.abc import Sequence

from models.recommendations.evaluation.baselines.filling import filled_up
from models.recommendations.evaluation.baselines.followers import followers
from models.recommendations.evaluation.coded_sessions import CodedSessions


class Markov:
    """Counts transitions from one item to the next, from an item to itself too.

    >>> Markov(CodedSessions([["A", "B"], ["A", "C"], ["A", "C"]])).best(["B", "A"], 2)
    ['C', 'B']
    """

    def __init__(self, sessions: CodedSessions) -> None:
        self._sessions = sessions
        self._next = followers(sessions, steps=1)

    def best(self, prefix: Sequence[str], k: int) -> list[str]:
        """At most `k` items by the transitions from the last known one, then the popular ones."""
        last = self._sessions.last_known(prefix)
        found = [] if last is None else self._next.of(last)[:k].tolist()
        return filled_up(found, self._sessions, k)
