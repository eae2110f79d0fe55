"""HTTP/1.1 of uvicorn, which takes nothing for a request or a header that is none.

::

    head that asks to go on in a protocol of ours, a WebSocket --> handed over
         that asks for another one, such as HTTP/2             --> answered as if it had not asked
    body
    trailers, after a body in chunks                           --> dropped

The parser takes the body of a request that asks for another protocol for the next request. And
trailers it gives as headers, which would let in a request that came without a key.
"""

from typing import Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_MOST_DIGITS: Final = 18
"""Of the length of a body; a longer number is none, or has zeros before it."""


class PlainRequests(HttpToolsProtocol):
    """A connection."""

    _head_is_complete = False

    def data_received(self, data: bytes) -> None:
        """Take what came; what is no request ends the connection."""
        try:
            self._parse(data)
        except (httptools.HttpParserError, ValueError):
            self.send_400_response("")

    def _parse(self, data: bytes) -> None:
        """Take requests out of what came.

        Raises:
            HttpParserError: it is none.
            ValueError: it asks for nothing but another protocol.
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
        """Wait for the next request no longer; an empty line before it is not yet one."""
        self._unset_keepalive_if_required()
        super().on_message_begin()
        self._head_is_complete = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header.

        Raises:
            ValueError: a length has too many digits; the parser then ends.
        """
        if self._head_is_complete:
            return
        super().on_header(name, value)
        if len(value) > _MOST_DIGITS and name.lower() == b"content-length":
            raise ValueError("the length of the body is none")

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        self._head_is_complete = True
        # Else once the parser says where the head ends, see `_parse`.
        if not self.parser.should_upgrade() or self._should_upgrade():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is there; of what goes on in another protocol there is none."""
        if not self.parser.should_upgrade():
            super().on_message_complete()
