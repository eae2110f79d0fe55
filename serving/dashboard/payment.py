"""A payment's page: what was decided and why, what was said on request, what came after."""

from collections.abc import Sequence
from typing import Final

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Response
from litestar.types import Guard
from msgspec import Struct

from events.fraud.decision import Decision, Reason
from features.shared.definitions.model import Feature
from serving.api.access import ApiRequest, caller_of
from serving.api.problem import Problem
from serving.dashboard.feature_tables import feature_tables
from serving.dashboard.pages import Pages
from serving.dashboard.rows import Row, amount_of, rows_of
from serving.dashboard.sources import Sources
from serving.fraud.agreement import differing
from serving.fraud.answer import Answer
from serving.fraud.archive.archived import ArchivedDecision, DecisionQuery
from serving.fraud.archive.reading import DecisionReading
from serving.shared.caller import Caller

_BESIDE: Final = 100
_SHOWN: Final = 12


class ReasonLine(Struct, frozen=True):
    """A reason, and how long its bar is, 0 to 1; None of one without a contribution."""

    reason: Reason
    length: float | None


class StageLine(Struct, frozen=True):
    """A stage, the microseconds that it took, and how long its bar is, 0 to 1."""

    name: str
    us: int
    length: float


class Said(Struct, frozen=True):
    """The answer to a request for a decision, and what differs from the job's."""

    answer: Answer
    fields: Sequence[str]


def payment_handlers(
    sources: Sources, features: Sequence[Feature], pages: Pages, guards: Sequence[Guard]
) -> Sequence[HTTPRouteHandler]:
    """The handler.

    Args:
        sources: what is shown.
        features: that are defined.
        pages: templates.
        guards: let somebody in.
    """

    @get("/payments/{decision_id:str}", guards=guards, include_in_schema=False)
    async def payment(request: ApiRequest, decision_id: FromPath[str]) -> Response[str]:
        """Show a payment."""
        caller, archive = caller_of(request), None if sources.live is None else sources.live.archive
        found = None if archive is None else archive.by_id(decision_id, caller)
        if archive is None or found is None:
            raise Problem("not_found", "no decision of this id is kept here")
        decision = found.decision
        after, before = _of_the_card(archive, found, caller)
        return pages.page(
            "payment.html",
            at="decisions",
            reader=caller,
            decision=decision,
            amount=amount_of(decision),
            outcome=found.outcome,
            reasons=_reasons(decision),
            stages=_stages(decision),
            fields=decision.fields or {},
            tables=feature_tables(decision.features, features),
            said=_said(sources, decision, caller),
            after=after,
            before=before,
            has_labels=sources.has_labels,
        )

    return [payment]


def _reasons(decision: Decision) -> list[ReasonLine]:
    widest = max((abs(one.contribution or 0) for one in decision.reasons), default=0) or 1
    return [
        ReasonLine(one, None if one.contribution is None else abs(one.contribution) / widest)
        for one in decision.reasons
    ]


def _stages(decision: Decision) -> list[StageLine]:
    longest = max(decision.stage_us.values(), default=0) or 1
    return [StageLine(name, us, us / longest) for name, us in decision.stage_us.items()]


def _said(sources: Sources, decision: Decision, caller: Caller) -> Said | None:
    answer = sources.agreement.answer_to(decision.decision_id, decision.merchant_id)
    if answer is None:
        return None
    # Names of features are for who may see features.
    fields = differing(answer.decision, decision) if "explain" in caller.scopes else ()
    return Said(answer, fields)


def _of_the_card(
    archive: DecisionReading, found: ArchivedDecision, caller: Caller
) -> tuple[list[Row], list[Row]]:
    """Decisions of the same card after this one and before it, both the newest first."""
    query = DecisionQuery(card_id=found.card_id, limit=_BESIDE)
    newest = archive.page(query, caller).decisions
    ids = [one.decision_id for one in newest]
    place = ids.index(found.decision_id) if found.decision_id in ids else len(ids)
    after, before = newest[:place], newest[place + 1 :]
    return rows_of(after[-_SHOWN:]), rows_of(before[:_SHOWN])
