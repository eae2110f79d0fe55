"""The interface of recent decisions, for the API and for stand-ins in its tests."""

from typing import Protocol

from serving.fraud.archive.archived import ArchivedDecision, DecisionPage, DecisionQuery
from serving.shared.caller import Caller


class DecisionReading(Protocol):
    """The newest decisions; no caller sees those at another tenant's merchants."""

    def by_id(self, decision_id: str, caller: Caller) -> ArchivedDecision | None:
        """One decision; None if it is not kept (any more) or is another tenant's."""

    def page(self, query: DecisionQuery, caller: Caller) -> DecisionPage:
        """The newest decisions that meet `query`.

        Raises:
            ValueError: `after` is no cursor; the message says so without its content.
        """
