"""HTTP of uvicorn, with bounds to what comes before a request is one and after it was answered.

uvicorn waits for the head of a request for ever and keeps whatever comes of it: who opens
connections and sends a byte now and then, or a header without an end, would take all of them, or
all memory. It also waits for ever for the rest of a body that nobody reads any more. A body that is
read has bounds of its own, see `body`.

::

    head --HEAD_WITHIN_S--> request --> answer
                            body, not all of it there yet: the answer says that it is the last
                                        --REST_WITHIN_S, what comes is dropped--> end
"""

import asyncio
from functools import partial
from typing import Any, Final

import msgspec
from litestar.types import ASGIApp, Message, Receive, Send
from litestar.types import Scope as AsgiScope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from serving.api.bounded_answers import BoundedAnswers
from serving.api.problem import PROBLEM_MEDIA_TYPE, Problem, ProblemKind

HEAD_WITHIN_S: Final = 10.0
MOST_HEAD_BYTES: Final = 32 << 10
REST_WITHIN_S: Final = 2.0
"""So long an answered client may take to read: a connection that is closed while it sends would be
reset, and the answer lost."""


class BoundedHeads(BoundedAnswers):
    """A connection that ends where a head is too slow or large, or a body has no end."""

    _head_within_s = HEAD_WITHIN_S
    _rest_within_s = REST_WITHIN_S
    _is_ending = False
    _waiting: asyncio.TimerHandle | None = None
    _unparsed_bytes = 0
    _header_bytes = 0
    _fault: ProblemKind = "bad_request"

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - uvicorn's own signature
        """Wait for the first head."""
        super().connection_made(transport)
        self._wait(self._head_within_s)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; a header that has no end yet may not be too large already."""
        if self._is_ending:
            return
        super().data_received(data)
        if self._waiting is None or self.transport.is_closing():
            return
        self._unparsed_bytes += len(data)
        if self._unparsed_bytes > MOST_HEAD_BYTES:
            self._fault = "head_too_large"
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """Wait for the rest of a head."""
        super().on_message_begin()
        self._unparsed_bytes = self._header_bytes = 0
        if self._waiting is None:
            self._wait(self._head_within_s)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header.

        Raises:
            ValueError: there were too many, or it is not usable; the parser then ends.
        """
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > MOST_HEAD_BYTES:
            self._fault = "head_too_large"
            raise ValueError("the head is too large")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Wait no longer: the head is there."""
        self._wait_no_longer()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Take the next request, if there is one to be."""
        if not self._is_ending:
            super().on_response_complete()

    def end_answered(self) -> None:
        """End the connection once the client has read or had its time; what it sends is dropped."""
        self._is_ending = True
        self.flow.resume_reading()
        self.transport.write_eof()
        self._wait(self._rest_within_s)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's own signature
        """End the connection with a problem: what came is no request, or its head is too large."""
        self.transport.write(last_words(self._fault))
        self.transport.close()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - uvicorn's own signature
        super()._start_asgi_task(cycle, partial(self._answer, cycle, app))

    async def _answer(
        self,
        cycle: RequestResponseCycle,
        app: ASGIApp,
        scope: AsgiScope,
        receive: Receive,
        send: Send,
    ) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and cycle.more_body:
                cycle.keep_alive = False
                cycle.transport = _LastAnswer(self)  # type: ignore[assignment] # what a cycle asks of one
            await send(message)

        await app(scope, receive, sending)

    def _wait(self, within_s: float) -> None:
        self._wait_no_longer()
        self._waiting = self.loop.call_later(within_s, self._end)

    def _wait_no_longer(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _end(self) -> None:
        """Nobody who waits for an answer sends so little, nor does who has one."""
        self._waiting = None
        if not self.transport.is_closing():
            self.transport.close()


class _LastAnswer:
    """What the answer to a request is written to whose body is not all there yet."""

    def __init__(self, protocol: BoundedHeads) -> None:
        self._protocol = protocol
        self.write = protocol.transport.write
        self.is_closing = protocol.transport.is_closing

    def close(self) -> None:
        """End the connection, but not at once."""
        if not self.is_closing():
            self._protocol.end_answered()


def last_words(fault: ProblemKind) -> bytes:
    """The response after which a connection ends."""
    details = Problem(fault, "the head of the request is not usable").details
    body = msgspec.json.encode(details)
    head = (
        f"HTTP/1.1 {details.status} {details.title}\r\n"
        f"content-type: {PROBLEM_MEDIA_TYPE}\r\n"
        f"content-length: {len(body)}\r\n"
        "connection: close\r\n\r\n"
    )
    return head.encode() + body
