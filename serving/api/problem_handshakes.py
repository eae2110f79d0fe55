"""WebSockets of uvicorn, whose handshakes fail with a problem like any other request.

uvicorn answers every ping, whether the client reads or not: who sends pings and reads nothing would
fill all memory with answers. And it takes whatever a client sends, frame by frame, some ten
microseconds each: one that has nothing to say but pings and their answers could keep it busy.

::

    client --bytes--> as many as pings take --> frames --> answered, or nobody's
                      more: closed, unread
"""

import asyncio
import logging
from typing import Any, Final

import msgspec
from uvicorn._types import ASGISendEvent
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame
from websockets.http11 import Response
from websockets.server import ServerProtocol
from websockets.typing import StatusLike

from serving.api.bounded_heads import last_words
from serving.api.problem import PROBLEM_MEDIA_TYPE, Problem, kind_of
from serving.shared.token_bucket import RateLimit, TokenBuckets

_LOG: Final = logging.getLogger("uvicorn.error")
_FROM_CLIENT: Final = RateLimit(per_s=256, burst=4_096)
"""Bytes. A ping takes at most 131, and its answer as many."""
_POLICY_VIOLATION: Final = 1_008


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
        self._taken = TokenBuckets(_FROM_CLIENT)

    def data_received(self, data: bytes) -> None:
        """Take what came, a whole head at first, and then little.

        One that websockets does not take for a request, such as one with a body, uvicorn would
        leave without an answer, and its connection open.
        """
        if self.handshake_initiated and self._is_too_much(len(data)):
            self._refuse_more()
            return
        super().data_received(data)
        if self.handshake_initiated or self.transport.is_closing():
            return
        told = b"".join(self.conn.data_to_send())
        self.transport.write(told or last_words("bad_request"))
        self.transport.close()

    async def send(self, message: ASGISendEvent) -> None:
        """Send; a response in place of a WebSocket completes the handshake, too."""
        await super().send(message)
        self.handshake_complete |= self.initial_response is not None and self.close_sent

    def handle_cont(self, event: Frame) -> None:
        """Take a part of a message; one of nothing in its midst would only be kept."""
        if event.data or event.fin:
            super().handle_cont(event)

    def handle_ping(self) -> None:
        """Answer a ping, unless what was sent before waits still for the client to read it."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def _is_too_much(self, size: int) -> bool:
        return size > _FROM_CLIENT.burst or self._taken.wait_s("", size) > 0

    def _refuse_more(self) -> None:
        if self.transport.is_closing():
            return
        if self.handshake_complete and not self.close_sent and self.writable.is_set():
            self.conn.fail(_POLICY_VIOLATION, "more was sent than pings")
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
            self.transport.close()
        else:
            self.transport.abort()


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
