"""The items of most events, whatever the session."""

from collections.abc import Sequence

from models.recommendations.evaluation.baselines.filling import filled_up
from models.recommendations.evaluation.coded_sessions import CodedSessions


class Popularity:
    """Lists the same items for everyone.

    >>> Popularity(CodedSessions([["B", "A"], ["C", "C"]])).best(["B"], 2)
    ['C', 'A']
    """

    def __init__(self, sessions: CodedSessions) -> None:
        self._sessions = sessions

    def best(self, prefix: Sequence[str], k: int) -> list[str]:  # noqa: ARG002 - it is the same
        """At most `k` items, that of most events first."""
        return filled_up((), self._sessions, k)
