"""Decisions as the rows of a table, in a page and as they come."""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from events.fraud.decision import Action, Decision
from reporting.printable import printable
from reporting.wording import NOTHING, amount
from serving.dashboard.pages import Pages
from serving.fraud.archive.archived import ArchivedDecision, Outcome
from serving.fraud.brief import brief
from serving.fraud.received import Received

_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")


class Row(Struct, frozen=True, kw_only=True):
    """A decision in a table.

    Attributes:
        amount: in words; a dash where the reader may not see it.
        why: the first reason; empty where the reader may not see it, or there is none.
        outcome: the newest verdict; None while there is none.
    """

    decision_id: str
    event_time_ms: int
    action: Action
    amount: str
    card_id: str
    merchant_id: str
    score: float | None
    why: str
    outcome: Outcome | None


def row_of(decision: Decision, outcome: Outcome | None = None) -> Row:
    """The row of a decision, as its reader may see it."""
    return Row(
        decision_id=decision.decision_id,
        event_time_ms=decision.event_time_ms,
        action=decision.action,
        amount=amount_of(decision),
        card_id=decision.card_id,
        merchant_id=decision.merchant_id,
        score=decision.score,
        why=decision.reasons[0].text if decision.reasons else "",
        outcome=outcome,
    )


def rows_of(decisions: Sequence[ArchivedDecision]) -> list[Row]:
    """The rows of decisions of the archive."""
    return [row_of(one.decision, one.outcome) for one in decisions]


def amount_of(decision: Decision) -> str:
    """The amount in the payment's own currency, a dash where the record does not say it."""
    minor = decision.features.get("amount_minor")
    if not isinstance(minor, int) or decision.currency is None:
        return NOTHING
    return amount(minor, decision.currency)


class RowsForm:
    """Messages of the feed as rows of the table, newest first.

    Args:
        pages: have the template of a row.
        card_pages: whether its reader may open the page of a card.
    """

    heartbeat = b":\n\n"
    too_slow = b"event: gap\ndata: This page did not keep up. Load it again.\n\n"
    shut_out = b"event: gap\ndata: You are signed out, or your key has changed. Sign in again.\n\n"
    closing = b"event: gap\ndata: The service ends.\n\n"
    gap = b"event: gap\ndata: Some decisions came while this page was away. Load it again.\n\n"

    def __init__(self, pages: Pages, *, card_pages: bool) -> None:
        self._pages = pages
        self._card_pages = card_pages

    def decisions(self, items: Sequence[Received], *, with_why: bool) -> bytes:
        """One or more decisions.

        Args:
            items: the decisions, the oldest first.
            with_why: whether with what says why.
        """
        shown = [item.decision if with_why else brief(item.decision) for item in reversed(items)]
        rows = [row_of(decision) for decision in shown]
        lines = _LINE_ENDS.split(
            self._pages.text("rows.html", rows=rows, card_pages=self._card_pages)
        )
        body = "".join(f"data: {line}\n" for line in lines)
        return f"id: {printable(items[-1].decision_id)}\nevent: rows\n{body}\n".encode()
