"""Measures every request, and logs it if that is wanted: by the route, never by the path."""

import logging
from time import perf_counter
from typing import Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Send
from litestar.types import Scope as AsgiScope

from serving.api.metrics import Metrics
from serving.shared.caller import Caller

_LOG: Final = logging.getLogger("revstream.requests")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NO_ROUTE: Final = "unmatched"


class Observed:
    """An application, measured.

    Args:
        app: what answers.
        metrics: of the application.
        logs: whether to log each request: its route, status, time and the id of its key.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, *, logs: bool) -> None:
        self._app = app
        self._metrics = metrics
        self._logs = logs

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        began_s = perf_counter()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            self._note(scope, status, perf_counter() - began_s)

    def _note(self, scope: HTTPScope, status: int, seconds: float) -> None:
        route = scope.get("path_template") or _NO_ROUTE
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.answered(route, method, status, seconds)
        if self._logs:
            caller = scope.get("auth")
            _LOG.info(
                "request",
                extra={
                    "route": route,
                    "method": method,
                    "status": status,
                    "ms": round(seconds * 1_000, 3),
                    "key_id": caller.key_id if isinstance(caller, Caller) else None,
                },
            )
