"""Decisions of late, each with what became known after it."""

from msgspec import Struct

from events.fraud.decision import Decision
from serving.fraud.archive.archived import Outcome


class DecisionRecord(Struct, frozen=True):
    """A decision and what became known after it.

    Attributes:
        decision: as the job wrote it; reasons, rules and features only with the scope explain.
        outcome: the newest verdict on the payment, null where there is none.
    """

    decision: Decision
    outcome: Outcome | None


class DecisionRecords(Struct, frozen=True):
    """A page of decisions, newest first.

    Attributes:
        decisions: as many as were asked for, or all that are left.
        next_cursor: where the next page goes on, null after the last.
    """

    decisions: tuple[DecisionRecord, ...]
    next_cursor: str | None
