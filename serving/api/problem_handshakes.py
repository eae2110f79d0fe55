"""WebSockets of uvicorn, whose handshakes fail with a problem like any other request.

uvicorn answers every ping, whether the client reads or not: who sends pings and reads nothing would
fill all memory with answers.
"""

import asyncio
import logging
from typing import Any, Final

import msgspec
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.http11 import Response
from websockets.server import ServerProtocol
from websockets.typing import StatusLike

from serving.api.bounded_heads import last_words
from serving.api.problem import PROBLEM_MEDIA_TYPE, Problem, kind_of

_LOG: Final = logging.getLogger("uvicorn.error")


class ProblemHandshakes(WebSocketsSansIOProtocol):
    """A connection that asked to be a WebSocket."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn = _Handshakes(max_size=config.ws_max_size, logger=_LOG)

    def data_received(self, data: bytes) -> None:
        """Take what came, a whole head at first.

        One that websockets does not take for a request, such as one with a body, uvicorn would
        leave without an answer, and its connection open.
        """
        super().data_received(data)
        if self.handshake_initiated or self.transport.is_closing():
            return
        told = b"".join(self.conn.data_to_send())
        self.transport.write(told or last_words("bad_request"))
        self.transport.close()

    def handle_ping(self) -> None:
        """Answer a ping, unless what was sent before waits still for the client to read it."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()


class _Handshakes(ServerProtocol):
    def reject(self, status: StatusLike, text: str) -> Response:
        """The response to a handshake that fails; what websockets says of it is in plain text."""
        response = super().reject(status, text)
        problem = Problem(kind_of(response.status_code), "the WebSocket is not opened")
        response.body = msgspec.json.encode(problem.details)
        for name, value in (
            ("Content-Length", str(len(response.body))),
            ("Content-Type", PROBLEM_MEDIA_TYPE),
        ):
            del response.headers[name]
            response.headers[name] = value
        return response
