"""Refuses a WebSocket with the problem that a request of another kind would get.

::

    guard, parameters --a problem--> noted --> instead of the end of the WebSocket: its response

litestar ends a WebSocket that is not open yet, of which a server makes a 403 whatever the reason.
"""

from typing import Any, Final

from litestar.enums import ScopeType
from litestar.response import Response
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from serving.api.faults import log_fault, problem_of
from serving.api.problem import Problem

_PROBLEM: Final = "problem_of_socket"
_RESPONDS: Final = "websocket.http.response"
"""The extension of ASGI by which a server takes a response in place of a WebSocket."""


async def note_problem(error: Exception, scope: Scope) -> None:
    """Note what ends a WebSocket; for the `after_exception` of an application."""
    if scope["type"] == ScopeType.WEBSOCKET:
        log_fault(scope.get("path_template", ""), error)
        scope["state"][_PROBLEM] = problem_of(error, scope.get("route_handler"))


class RefusedSockets:
    """An application that answers in place of a WebSocket which it refuses before it is open.

    Args:
        app: the application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != ScopeType.WEBSOCKET:
            await self._app(scope, receive, send)
            return
        is_open = False

        async def answering(message: Message) -> None:
            nonlocal is_open
            is_open |= message["type"] == "websocket.accept"
            problem = scope["state"].get(_PROBLEM)
            ends = message["type"] == "websocket.close"
            if ends and not is_open and isinstance(problem, Problem):
                await refuse(problem, scope, send)
            else:
                await send(message)

        await self._app(scope, receive, answering)


async def refuse(problem: Problem, scope: Scope, send: Send) -> None:
    """Answer in place of an application, or of a WebSocket that is not open yet.

    A WebSocket is ended by its code where a server takes no response in place of one.
    """
    if scope["type"] == ScopeType.HTTP:
        await _respond(problem.response, "http.response", send)
    elif _RESPONDS in (scope.get("extensions") or {}):
        await _respond(problem.response, _RESPONDS, send)
    else:
        code, reason = 4_000 + problem.status_code, problem.details.title
        await send({"type": "websocket.close", "code": code, "reason": reason})


async def _respond(response: Response[bytes], kind: str, send: Send) -> None:
    body = response.content
    headers = {
        **response.headers,
        "Content-Type": str(response.media_type),
        "Content-Length": str(len(body)),
    }
    pairs = [(name.lower().encode(), str(value).encode()) for name, value in headers.items()]
    start: Any = {"type": f"{kind}.start", "status": response.status_code, "headers": pairs}
    rest: Any = {"type": f"{kind}.body", "body": body, "more_body": False}
    await send(start)
    await send(rest)
