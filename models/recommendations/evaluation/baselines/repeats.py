"""What the session has seen already, and then what is popular."""

from collections.abc import Sequence

from models.recommendations.evaluation.baselines.filling import filled_up
from models.recommendations.evaluation.coded_sessions import CodedSessions


class Repeats:
    """Lists the items of the session again: in a shop, many next items are not new.

    >>> Repeats(CodedSessions([["B", "A", "C", "C"]])).best(["A", "B", "A"], 3)
    ['A', 'B', 'C']
    """

    def __init__(self, sessions: CodedSessions) -> None:
        self._sessions = sessions

    def best(self, prefix: Sequence[str], k: int) -> list[str]:
        """At most `k` items: those of the prefix, the latest first, then the popular ones."""
        codes = map(self._sessions.code_of, reversed(prefix))
        return filled_up((code for code in codes if code is not None), self._sessions, k)
