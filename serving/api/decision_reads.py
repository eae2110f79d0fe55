"""`GET /v1/decisions`: decisions of late, one by its id or page by page, newest first."""

from collections.abc import Sequence
from typing import Annotated, Final, cast

import msgspec
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Response
from litestar.types import ControllerRouterHandler
from msgspec import Raw

from events.fraud.decision import Action, Decision
from serving.api.access import ApiRequest, caller_of, needs, requests_of, take_more
from serving.api.handlers import often_read
from serving.api.problem import Problem
from serving.api.responses import json_response, told_responses
from serving.fraud.archive.archived import ArchivedDecision, DecisionQuery
from serving.fraud.archive.reading import DecisionReading
from serving.shared.turns import in_turns
from serving.wire.decision_records import DecisionRecord, DecisionRecords

MOST_DECISIONS: Final = 500
"""Decisions of one page."""

_LIMIT: Final = QueryParameter(ge=1, le=MOST_DECISIONS, description="Decisions of the page.")
_AFTER: Final = QueryParameter(description="The next_cursor of the page before.")


def decision_read_handlers(archive: DecisionReading) -> Sequence[ControllerRouterHandler]:
    """The handlers; `archive` gives a caller only what it may see."""

    @often_read(
        "/v1/decisions/{decision_id:str}",
        guards=[needs("read")],
        responses=told_responses(
            DecisionRecord, "bad_request", "not_found", description="The decision"
        ),
    )
    async def decision(request: ApiRequest, decision_id: FromPath[str]) -> Response[bytes]:
        """Read one decision."""
        found = archive.by_id(decision_id, caller_of(request))
        if found is None:
            raise Problem("not_found", "no decision of this id is kept here")
        return json_response(msgspec.json.encode(_record(found)))

    @often_read(
        "/v1/decisions",
        guards=[needs("read")],
        responses=told_responses(DecisionRecords, "bad_request", description="A page"),
    )
    async def decisions(  # noqa: PLR0913 - a parameter of the URL each
        request: ApiRequest,
        *,
        card: FromQuery[str | None] = None,
        merchant: FromQuery[str | None] = None,
        action: FromQuery[Action | None] = None,
        after: Annotated[str | None, _AFTER] = None,
        limit: Annotated[int, _LIMIT] = 50,
    ) -> Response[bytes]:
        """Read decisions of late that meet every condition, newest first."""
        query = DecisionQuery(
            card_id=card, merchant_id=merchant, action=action, limit=limit, after=after
        )
        take_more(request, requests_of(limit) - 1)
        try:
            page = archive.page(query, caller_of(request))
        except ValueError as error:
            raise Problem("bad_request", str(error), field="after") from None
        shown = [_record(one) async for one in in_turns(page.decisions)]
        records = DecisionRecords(tuple(shown), page.next_cursor)
        return json_response(msgspec.json.encode(records))

    return [decision, decisions]


def _record(found: ArchivedDecision) -> DecisionRecord:
    # It is JSON already, and goes out as it is.
    return DecisionRecord(cast("Decision", Raw(found.encoded)), found.outcome)
