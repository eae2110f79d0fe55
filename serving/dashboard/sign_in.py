"""Signing in with a key or by a link of the command line, and out again."""

from collections.abc import Sequence
from typing import Annotated, Final

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from litestar.response import Response

from serving.api.access import Access, ApiRequest
from serving.api.body import BodyLimits, form_field
from serving.dashboard.page_faults import SIGN_IN
from serving.dashboard.pages import HEADERS, Pages
from serving.dashboard.session_access import (
    COOKIE,
    PATH,
    refuse_other_origins,
    session_cookie,
)
from serving.dashboard.sessions import Sessions
from serving.shared.caller import Caller
from serving.shared.signed_callers import MOST_CHARACTERS

_FORM: Final = BodyLimits(8_192, within_s=5.0)
_NOT_IN_FORCE: Final = "This key is unknown, revoked or expired."
_NO_SCOPE: Final = "This key lacks the scope read, which the pages need."
_NO_KEY: Final = "A token of an identity provider opens the API alone. Sign in with an API key."
_NO_LINK: Final = "This link was used, or its time is over. Sign in with a key."

_TOKEN: Final = QueryParameter(max_length=MOST_CHARACTERS)


def sign_in_handlers(sessions: Sessions, pages: Pages) -> Sequence[HTTPRouteHandler]:
    """The handlers, which need no session."""

    def refused(fault: str) -> Response[str]:
        return pages.page("sign-in.html", 401, fault=fault)

    def begun(request: ApiRequest, caller: Caller) -> Response[str]:
        return _moved(request, PATH, sessions.begin(caller))

    @get("/sign-in", include_in_schema=False)
    async def form() -> Response[str]:
        """Ask for a key."""
        return pages.page("sign-in.html", fault=None)

    @post("/sign-in", include_in_schema=False)
    async def sign_in(request: ApiRequest) -> Response[str]:
        """Begin a session."""
        refuse_other_origins(request)
        caller = sessions.by_key((await form_field(request, "key", _FORM)).strip())
        if caller is None:
            return refused(_NOT_IN_FORCE)
        access: Access = request.app.state.access
        access.take(caller, 1)
        if not sessions.knows_again(caller):
            return refused(_NO_KEY)
        return begun(request, caller) if "read" in caller.scopes else refused(_NO_SCOPE)

    @get("/open", include_in_schema=False)
    async def by_link(request: ApiRequest, token: Annotated[str, _TOKEN]) -> Response[str]:
        """Begin a session by a link."""
        caller = sessions.by_link(token)
        return refused(_NO_LINK) if caller is None else begun(request, caller)

    @post("/sign-out", include_in_schema=False)
    async def sign_out(request: ApiRequest) -> Response[str]:
        """End the session."""
        refuse_other_origins(request)
        sessions.end(request.cookies.get(COOKIE, ""))
        return _moved(request, SIGN_IN, "")

    return [form, sign_in, by_link, sign_out]


def _moved(request: ApiRequest, path: str, cookie: str) -> Response[str]:
    return Response(
        "",
        status_code=303,
        headers={**HEADERS, "Location": path},
        cookies=[session_cookie(request, cookie)],
    )
