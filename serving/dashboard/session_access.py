"""Lets a request in by the cookie of a session, and sees that a form comes from our own page."""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from serving.api.access import Access, AnyConnection, ApiRequest, let_in
from serving.api.problem import Problem
from serving.dashboard.sessions import SESSION_S, Sessions

COOKIE: Final = "revstream-session"
PATH: Final = "/dashboard"


def needs_session(sessions: Sessions) -> Guard:
    """Let in who has signed in with a key of the scope `read`; for the `guards` of a handler."""

    # Not because it waits for anything: litestar runs other guards in a thread.
    async def guard(connection: AnyConnection, _: BaseRouteHandler) -> None:
        cookie = connection.cookies.get(COOKIE, "")
        caller = sessions.caller(cookie)
        if caller is None or "read" not in caller.scopes:
            raise Problem("unauthenticated", "sign in first")
        access: Access = connection.app.state.access
        access.take(caller, 1)
        let_in(connection, caller, sessions.stays(cookie))

    return guard


def refuse_other_origins(request: ApiRequest) -> None:
    """Refuse a form that another site has sent.

    Raises:
        Problem: the page that it is from is none of ours, or does not say where it is from.
    """
    origin = _host_of(request.headers.get("origin", ""))
    if not origin or origin != request.headers.get("host"):
        raise Problem("forbidden", "the form was not sent from a page of this service")


def session_cookie(request: ApiRequest, text: str) -> Cookie:
    """The cookie of a session; an empty text takes it back.

    A browser on another machine gives it over TLS alone.
    """
    return Cookie(
        key=COOKIE,
        value=text,
        path=PATH,
        max_age=SESSION_S if text else 0,
        httponly=True,
        samesite=_STRICT,
        secure=not _is_loopback(request),
    )


_STRICT: Final = "strict"


def _is_loopback(request: ApiRequest) -> bool:
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""
