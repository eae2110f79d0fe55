"""The overview: how much is decided and how, how well, and how the parts do."""

from collections.abc import Callable, Sequence
from time import time
from typing import Any, Final

import msgspec
from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery
from litestar.response import Response
from litestar.types import Guard
from msgspec import Struct

from events.fraud.decision import Action
from serving.api.access import ApiRequest, caller_of
from serving.api.problem import Problem
from serving.api.responses import json_response
from serving.dashboard.overview_figures import figures_of
from serving.dashboard.pages import Pages
from serving.dashboard.sources import Sources

SPANS_S: Final = {300: 5, 3_600: 60}
"""Lengths of the charts in seconds, and of one step of each."""


class ActivitySeries(Struct, frozen=True):
    """The charts of the overview.

    Attributes:
        end_s: end of the last step, seconds since the epoch.
        step_s: length of a step.
        per_s: decisions a second by action; null before decisions were followed.
        p50_ms: median of the time in the job, null where nothing came.
        p99_ms: its 99th percentile.
        limit_ms: what it may be.
    """

    end_s: int
    step_s: int
    per_s: dict[Action, list[float | None]]
    p50_ms: list[float | None]
    p99_ms: list[float | None]
    limit_ms: int


def overview_handlers(
    sources: Sources, pages: Pages, guards: Sequence[Guard], now_s: Callable[[], float] = time
) -> Sequence[HTTPRouteHandler]:
    """The handlers.

    Args:
        sources: what is shown.
        pages: templates.
        guards: let somebody in.
        now_s: seconds since the epoch.
    """

    async def values(request: ApiRequest) -> dict[str, Any]:
        caller = caller_of(request)
        health = await sources.health.now()
        figures = figures_of(sources, caller, now_s())
        return {"reader": caller, "figures": figures, "health": health, "now_s": now_s()}

    @get("/", guards=guards, include_in_schema=False)
    async def overview(request: ApiRequest) -> Response[str]:
        """Show the overview."""
        return pages.page("overview.html", at="overview", **await values(request))

    @get("/panels", guards=guards, include_in_schema=False)
    async def panels(request: ApiRequest) -> Response[str]:
        """Show its figures again."""
        return pages.page("panels.html", **await values(request))

    @get("/activity.json", guards=guards, include_in_schema=False)
    async def series(request: ApiRequest, span: FromQuery[int] = 300) -> Response[bytes]:
        """Give the charts."""
        step_s = SPANS_S.get(span)
        if step_s is None:
            raise Problem("bad_request", f"span: expected one of {', '.join(map(str, SPANS_S))}")
        if sources.live is None:
            raise Problem("not_found", "no decisions are followed")
        activity = sources.live.activity.of(caller_of(request).merchants)
        end_s = int(now_s()) // step_s * step_s
        latencies = activity.latencies.series(end_s, span, step_s)
        shown = ActivitySeries(
            end_s=end_s,
            step_s=step_s,
            per_s=dict(activity.rates.per_s(end_s, span, step_s)),
            p50_ms=[None if one is None else round(one.p50_ms, 3) for one in latencies],
            p99_ms=[None if one is None else round(one.p99_ms, 3) for one in latencies],
            limit_ms=sources.latency_limit_ms,
        )
        return json_response(msgspec.json.encode(shown))

    return [overview, panels, series]
