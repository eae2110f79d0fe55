"""HTTP of uvicorn, with bounds to what comes before a request is one and after it was answered.

uvicorn waits for the head of a request for ever and keeps whatever comes of it: who opens
connections and sends a byte now and then, or a header without an end, would take all of them, or
all memory. It also waits for ever for the rest of a body that nobody reads any more. A body that is
read has bounds of its own, see `body`.

::

    head --HEAD_WITHIN_S--> request --> answer --READ_WITHIN_S, MOST_UNREAD_BYTES of all--> read
                            body, not all of it there yet: the answer says that it is the last
                                        --REST_WITHIN_S, what comes is dropped--> end

Two more things are otherwise than uvicorn has them. A request to go on in another protocol that is
none of ours, such as HTTP/2, is answered as if it had not asked: its parser would take the body for
the next request. And what follows a body in chunks is no header: what was sent with a request
before it could be read is all that lets it in.
"""

import asyncio
from functools import partial
from typing import Any, Final

import httptools
import msgspec
from litestar.types import ASGIApp, Message, Receive, Send
from litestar.types import Scope as AsgiScope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from serving.api.problem import PROBLEM_MEDIA_TYPE, Problem, ProblemKind

HEAD_WITHIN_S: Final = 10.0
MOST_HEAD_BYTES: Final = 32 << 10
_MOST_DIGITS: Final = 18
"""Of the length of a body: more than any is read of."""

REST_WITHIN_S: Final = 2.0
"""So long an answered client may take to read: a connection that is closed while it sends would be
reset, and the answer lost."""

READ_WITHIN_S: Final = 30.0
"""So long a client may take to read what waits for it: pages are of megabytes at most. What is sent
without end waits until it is below what the system takes at once, so that who keeps up stays."""

MOST_UNREAD_BYTES: Final = 256 << 20
"""Of answers that wait for their clients, of all connections; who would add to more is cut off."""


class UnreadAnswers:
    """How much waits for the clients of a server.

    Attributes:
        size_bytes: of all.
    """

    size_bytes = 0


class BoundedHeads(HttpToolsProtocol):
    """A connection that ends where a head is too slow or large, or a body has no end."""

    unread = UnreadAnswers()
    """Of all connections of this class; a server has a class of its own."""

    _head_within_s = HEAD_WITHIN_S
    _read_within_s = READ_WITHIN_S
    _most_unread_bytes = MOST_UNREAD_BYTES
    _unread_bytes = 0
    _reading: asyncio.TimerHandle | None = None
    _rest_within_s = REST_WITHIN_S
    _is_ending = False
    _waiting: asyncio.TimerHandle | None = None
    _unparsed_bytes = 0
    _header_bytes = 0
    _head_is_complete = False
    _fault: ProblemKind = "bad_request"

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - uvicorn's own signature
        """Wait for the first head."""
        super().connection_made(transport)
        self._wait(self._head_within_s)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._wait_no_longer()
        self._has_read()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; a header that has no end yet may not be too large already."""
        if self._is_ending:
            return
        try:
            self._parse(data)
        except (httptools.HttpParserError, ValueError):
            self.send_400_response("")
            return
        if self._waiting is None or self.transport.is_closing():
            return
        self._unparsed_bytes += len(data)
        if self._unparsed_bytes > MOST_HEAD_BYTES:
            self._fault = "head_too_large"
            self.send_400_response("")

    def _parse(self, data: bytes) -> None:
        """Take requests out of what came.

        Raises:
            HttpParserError: it is none.
            ValueError: its headers are too large, or not usable.
        """
        while data:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                if self._should_upgrade():
                    self.handle_websocket_upgrade()
                    return
                rest = data[upgrade.args[0] :]
                data = self._head_without_upgrade() + rest
                self.parser = httptools.HttpRequestParser(self)
            else:
                return

    def _head_without_upgrade(self) -> bytes:
        """The head of the request, which does not ask to go on in another protocol any more.

        Raises:
            ValueError: its method is CONNECT, which asks for that and nothing else.
        """
        method = self.parser.get_method()
        if method == b"CONNECT":
            raise ValueError("nothing is connected to")
        version = self.parser.get_http_version().encode()
        lines = [b"%b %b HTTP/%b" % (method, self.url, version)]
        lines += [b"%b: %b" % pair for pair in self.headers if pair[0] != b"upgrade"]
        return b"\r\n".join([*lines, b"", b""])

    def on_message_begin(self) -> None:
        """Wait for the rest of a head."""
        self._unset_keepalive_if_required()
        super().on_message_begin()
        self._unparsed_bytes = self._header_bytes = 0
        self._head_is_complete = False
        if self._waiting is None:
            self._wait(self._head_within_s)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header.

        Raises:
            ValueError: there were too many, or a length has too many digits; the parser then ends.
        """
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > MOST_HEAD_BYTES:
            self._fault = "head_too_large"
            raise ValueError("the head is too large")
        if self._head_is_complete:
            return
        super().on_header(name, value)
        if len(value) > _MOST_DIGITS and name.lower() == b"content-length":
            raise ValueError("the length of the body is none")

    def on_headers_complete(self) -> None:
        """Wait no longer: the head is there."""
        self._wait_no_longer()
        self._head_is_complete = True
        if self.parser.should_upgrade() and not self._should_upgrade():
            # Begun once the parser says where the head ends, see `_parse`.
            return
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is there; of what goes on in another protocol there is none."""
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Take the next request, if there is one to be."""
        if not self._is_ending:
            super().on_response_complete()

    def pause_writing(self) -> None:
        """Much waits for the client: it has a time to read it, if there is room for it."""
        super().pause_writing()
        self._has_read()
        self._unread_bytes = self.transport.get_write_buffer_size()
        self.unread.size_bytes += self._unread_bytes
        if self.unread.size_bytes > self._most_unread_bytes:
            self.transport.abort()
        else:
            self._reading = self.loop.call_later(self._read_within_s, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read nearly all of it."""
        self._has_read()
        super().resume_writing()

    def _has_read(self) -> None:
        self.unread.size_bytes -= self._unread_bytes
        self._unread_bytes = 0
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

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
