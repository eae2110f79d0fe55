"""HTTP of uvicorn, with bounds to what comes before a request is one.

uvicorn waits for the head of a request for ever and keeps whatever comes of it: who opens
connections and sends a byte now and then, or a header without an end, would take all of them, or
all memory. A body has bounds of its own, see `body`.
"""

import asyncio
from typing import Any, Final

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from serving.api.problem import PROBLEM_MEDIA_TYPE, Problem, ProblemKind

HEAD_WITHIN_S: Final = 10.0
MOST_HEAD_BYTES: Final = 32 << 10


class BoundedHeads(HttpToolsProtocol):
    """A connection that is ended where a head is too slow or too large."""

    _head_within_s = HEAD_WITHIN_S
    _waiting: asyncio.TimerHandle | None = None
    _unparsed_bytes = 0
    _header_bytes = 0
    _fault: ProblemKind = "bad_request"

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - uvicorn's own signature
        """Wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; a header that has no end yet may not be too large already."""
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
            self._wait()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header.

        Raises:
            ValueError: there were too many; the parser then ends, and uvicorn answers 400.
        """
        super().on_header(name, value)
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > MOST_HEAD_BYTES:
            self._fault = "head_too_large"
            raise ValueError("the head is too large")

    def on_headers_complete(self) -> None:
        """Wait no longer: the head is there."""
        self._wait_no_longer()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's own signature
        """End the connection with a problem: what came is no request, or its head is too large."""
        self.transport.write(last_words(self._fault))
        self.transport.close()

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(self._head_within_s, self._end)

    def _wait_no_longer(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _end(self) -> None:
        """Nobody who waits for an answer sends so little: end it without one."""
        self._waiting = None
        if not self.transport.is_closing():
            self.transport.close()


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
