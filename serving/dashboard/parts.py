"""The dashboard as part of a service: all of its pages under one path."""

from collections.abc import Sequence

from litestar import Router, get
from litestar.response import Response
from litestar.types import ControllerRouterHandler

from features.shared.definitions.model import Feature
from serving.api.problem import Problem
from serving.dashboard.assets import Assets
from serving.dashboard.decisions import decision_table_handlers
from serving.dashboard.histories import history_handlers
from serving.dashboard.overview import overview_handlers
from serving.dashboard.page_faults import page_faults
from serving.dashboard.pages import Pages
from serving.dashboard.payment import payment_handlers
from serving.dashboard.session_access import PATH, needs_session
from serving.dashboard.sessions import Sessions
from serving.dashboard.shoppers import shopper_handlers
from serving.dashboard.sign_in import sign_in_handlers
from serving.dashboard.sources import Sources


def dashboard_handlers(
    sources: Sources, features: Sequence[Feature], sessions: Sessions
) -> Sequence[ControllerRouterHandler]:
    """The handlers.

    Args:
        sources: what is shown.
        features: that are defined.
        sessions: of who looks.
    """
    assets = Assets()
    pages = Pages(assets)
    guards = [needs_session(sessions)]

    @get("/", include_in_schema=False)
    async def root() -> Response[str]:
        """Go on to the pages."""
        return Response("", status_code=303, headers={"Location": PATH})

    @get(["/{path:path}", "/payments"], include_in_schema=False)
    async def nothing() -> None:
        """Say of any other path, as a page, that nothing is there."""
        raise Problem("not_found", "no such page")

    router = Router(
        path=PATH,
        exception_handlers=page_faults(pages),
        route_handlers=[
            assets.handler(),
            *sign_in_handlers(sessions, pages),
            *overview_handlers(sources, pages, guards),
            *decision_table_handlers(sources.live, pages, guards),
            *payment_handlers(sources, features, pages, guards),
            *history_handlers(sources, features, pages, guards),
            *shopper_handlers(sources, pages, guards),
            nothing,
        ],
    )
    return [root, router]
