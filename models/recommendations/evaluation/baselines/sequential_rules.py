"""Sequential rules: what came after the last item in a session, sooner counts more.

Ludewig and Jannach, "Evaluation of session-based recommendation algorithms" (2018), "SR": the rule
from p to q has the sum of 1 / (steps from p to q) over all sessions in which q came after p.
"""

from collections.abc import Sequence
from typing import Final

from models.recommendations.evaluation.baselines.filling import filled_up
from models.recommendations.evaluation.baselines.followers import followers
from models.recommendations.evaluation.coded_sessions import CodedSessions

STEPS: Final = 10
"""As in the authors' implementation, session-rec."""


class SequentialRules:
    """Follows the rules from the last item.

    >>> rules = SequentialRules(CodedSessions([["A", "B", "C"], ["A", "D", "C"]]))
    >>> rules.best(["A"], 3)
    ['B', 'C', 'D']

    Args:
        sessions: what to learn from.
        steps: how far behind one another two items may be.

    Raises:
        ValueError: `steps` is not from 1 to 30.
    """

    def __init__(self, sessions: CodedSessions, steps: int = STEPS) -> None:
        self._sessions = sessions
        self._rules = followers(sessions, steps)

    def best(self, prefix: Sequence[str], k: int) -> list[str]:
        """At most `k` items by the rules from the last known one, then the popular ones."""
        last = self._sessions.last_known(prefix)
        found = [] if last is None else self._rules.of(last)[:k].tolist()
        return filled_up(found, self._sessions, k)
