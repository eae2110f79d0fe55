"""`GET /v1/usage` and `GET /v1/statements/{month}`: what a tenant has used, and what it owes.

A tenant reads its own; who runs the platform names another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from litestar import get
from litestar.params import FromPath, QueryParameter
from litestar.response import Response
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from events.shared.identifiers import identifier_fault
from online_store.month import Month
from online_store.usage import UsageStore
from serving.api.access import ApiRequest, caller_of, needs
from serving.api.openapi import told_forms
from serving.api.problem import Problem
from serving.api.responses import json_response, told_responses
from serving.api.statement_form import CSV_MEDIA_TYPE, HTML_MEDIA_TYPE, in_form
from serving.shared.caller import Caller
from serving.shared.prices.plan import Prices
from serving.shared.prices.statement import Statement, statement_of

_MONTH: Final = QueryParameter(description="Such as 2026-11, in UTC; this month unless given.")
_TENANT: Final = QueryParameter(
    description="Another tenant's; needs the scope administer and a key for all merchants."
)


class Usage(Struct, frozen=True):
    """What a tenant has used in a month.

    Attributes:
        tenant: whose.
        month: such as `2026-11`, in UTC.
        scores: decisions that were answered, each id once.
        warn_at: from how many on answers warn; null for never.
        quota: how many there are; null for no end.
        remaining: how many are left; null for no end.
    """

    tenant: str
    month: str
    scores: int
    warn_at: int | None
    quota: int | None
    remaining: int | None


@dataclass(frozen=True)
class Accounts:
    """What tells of usage.

    Attributes:
        store: has what was counted.
        prices: have the plans.
        now_ms: milliseconds since the epoch.
    """

    store: UsageStore
    prices: Prices
    now_ms: Callable[[], int]

    def month(self, text: str | None) -> Month:
        """The month that is asked for.

        Raises:
            Problem: it is none, or has not begun.
        """
        now = Month.at(self.now_ms())
        if text is None:
            return now
        try:
            month = Month.of(text)
        except ValueError as error:
            raise Problem("bad_request", str(error), field="month") from None
        if month > now:
            raise Problem("bad_request", "month: it has not begun yet", field="month")
        return month


def usage_handlers(accounts: Accounts) -> Sequence[ControllerRouterHandler]:
    """The handlers."""

    @get(
        "/v1/usage",
        guards=[needs("read")],
        responses=told_responses(Usage, "bad_request", "unavailable", description="The usage"),
    )
    async def usage(
        request: ApiRequest,
        month: Annotated[str | None, _MONTH] = None,
        tenant: Annotated[str | None, _TENANT] = None,
    ) -> Response[bytes]:
        """Read what was used in a month."""
        asked = accounts.month(month)
        whose = _tenant(caller_of(request), tenant)
        used = await accounts.store.used(whose, asked)
        plan = accounts.prices.plan_of(whose)
        quota = None if plan is None else plan.quota
        told = Usage(
            tenant=whose,
            month=asked.text,
            scores=used,
            warn_at=None if plan is None else plan.warn_at,
            quota=quota,
            remaining=None if quota is None else max(0, quota - used),
        )
        return json_response(msgspec.json.encode(told))

    @get(
        "/v1/statements/{month:str}",
        guards=[needs("read")],
        opt=told_forms(CSV_MEDIA_TYPE, HTML_MEDIA_TYPE),
        responses=told_responses(
            Statement,
            *("bad_request", "unavailable"),
            description="The statement: JSON, or as the header Accept says text/csv or text/html",
        ),
    )
    async def statement(
        request: ApiRequest,
        month: FromPath[str],
        tenant: Annotated[str | None, _TENANT] = None,
    ) -> Response[bytes]:
        """Read what is owed for a month."""
        asked = accounts.month(month)
        whose = _tenant(caller_of(request), tenant)
        used = await accounts.store.used(whose, asked)
        made = statement_of(accounts.prices, whose, asked, used, accounts.now_ms())
        return in_form(made, request.headers.get("accept", ""))

    return [usage, statement]


def _tenant(caller: Caller, named: str | None) -> str:
    """Whose usage is read.

    Raises:
        Problem: the caller may not read it, or it is no name.
    """
    if named is None or named == caller.tenant:
        return caller.tenant
    if not (caller.has_all_merchants and "administer" in caller.scopes):
        raise Problem("forbidden", "the key may read the usage of its own tenant", field="tenant")
    fault = identifier_fault(named)
    if fault is not None:
        raise Problem("bad_request", f"tenant: {fault}", field="tenant")
    return named
