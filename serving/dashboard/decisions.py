"""The table of decisions: filtered, newest first, growing as they come."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, HeaderParameter, QueryParameter
from litestar.response import Response
from litestar.types import Guard
from msgspec import Struct

from serving.api.access import ApiRequest, caller_of
from serving.api.feed import taken_seat
from serving.api.feed_events import FeedEvents
from serving.api.problem import Problem
from serving.dashboard.pages import Pages
from serving.dashboard.rows import RowsForm, rows_of
from serving.fraud.archive.archived import DecisionPage, DecisionQuery
from serving.fraud.feed.decision_feed import Wanted
from serving.fraud.live import LiveDecisions
from serving.shared.caller import Caller

Wish = Literal["allow", "flag", "block", ""]
"""What a form sends for an action; nothing for all."""

_ROWS: Final = 50
_LONGEST: Final = 512
_FILTER: Final = QueryParameter(max_length=_LONGEST)
_LAST: Final = HeaderParameter(name="Last-Event-ID", max_length=64)


class Chosen(Struct, frozen=True):
    """What a reader asks for; nothing for all."""

    action: Wish
    merchant: str
    card: str

    @property
    def parameters(self) -> dict[str, str]:
        """Those of a URL that asks for it."""
        given = {"action": self.action, "merchant": self.merchant, "card": self.card}
        return {name: text for name, text in given.items() if text}

    def page(self, after: str | None) -> DecisionQuery:
        """The query of a page."""
        return DecisionQuery(
            action=self.action or None,
            merchant_id=self.merchant or None,
            card_id=self.card or None,
            limit=_ROWS,
            after=after,
        )

    def wanted(self, after: str | None) -> Wanted:
        """The same of what comes."""
        return Wanted(
            action=self.action or None,
            merchant_id=self.merchant or None,
            card_id=self.card or None,
            after=after,
        )


def decision_table_handlers(
    live: LiveDecisions | None, pages: Pages, guards: Sequence[Guard]
) -> Sequence[HTTPRouteHandler]:
    """The handlers."""
    forms = {every: RowsForm(pages, card_pages=every) for every in (True, False)}

    def found(caller: Caller, chosen: Chosen, after: str | None) -> DecisionPage:
        if live is None:
            return DecisionPage((), None)
        try:
            return live.archive.page(chosen.page(after), caller)
        except ValueError as error:
            raise Problem("bad_request", str(error)) from None

    @get("/decisions", guards=guards, include_in_schema=False)
    async def table(
        request: ApiRequest,
        *,
        action: FromQuery[Wish] = "",
        merchant: Annotated[str, _FILTER] = "",
        card: Annotated[str, _FILTER] = "",
    ) -> Response[str]:
        """Show the newest."""
        caller, chosen = caller_of(request), Chosen(action, merchant.strip(), card.strip())
        page = found(caller, chosen, None)
        rows = rows_of(page.decisions)
        newest = {"after": rows[0].decision_id} if rows else {}
        return pages.page(
            "decisions.html",
            at="decisions",
            reader=caller,
            is_followed=live is not None,
            chosen=chosen,
            rows=rows,
            events=f"/dashboard/decisions/events?{urlencode(chosen.parameters | newest)}",
            older=_older(chosen, page),
        )

    @get("/decisions/older", guards=guards, include_in_schema=False)
    async def older(
        request: ApiRequest,
        *,
        after: FromQuery[str],
        action: FromQuery[Wish] = "",
        merchant: Annotated[str, _FILTER] = "",
        card: Annotated[str, _FILTER] = "",
    ) -> Response[str]:
        """Show those before."""
        chosen = Chosen(action, merchant.strip(), card.strip())
        caller = caller_of(request)
        page = found(caller, chosen, after)
        rows = rows_of(page.decisions)
        return pages.page("older.html", reader=caller, rows=rows, older=_older(chosen, page))

    @get("/decisions/events", guards=guards, include_in_schema=False)
    async def events(  # noqa: PLR0913 - a parameter of the URL each
        request: ApiRequest,
        *,
        action: FromQuery[Wish] = "",
        merchant: Annotated[str, _FILTER] = "",
        card: Annotated[str, _FILTER] = "",
        after: FromQuery[str | None] = None,
        last: Annotated[str | None, _LAST] = None,
    ) -> FeedEvents:
        """Send those that come."""
        if live is None:
            raise Problem("not_found", "no decisions are followed")
        wanted = Chosen(action, merchant.strip(), card.strip()).wanted(last or after)
        form = forms[caller_of(request).has_all_merchants]
        return FeedEvents(live.feed, taken_seat(live.feed, request, wanted, form))

    return [table, older, events]


def _older(chosen: Chosen, page: DecisionPage) -> str | None:
    if page.next_cursor is None:
        return None
    return (
        f"/dashboard/decisions/older?{urlencode(chosen.parameters | {'after': page.next_cursor})}"
    )
