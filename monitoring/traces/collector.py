"""A collector of traces: one request a batch, and what it said of it."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ssl import create_default_context
from time import time
from typing import Final, Literal, Protocol
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec import Struct

TRACES_PATH: Final = "/v1/traces"
"""Where OTLP over HTTP takes traces unless an endpoint says otherwise."""

_TRY_AGAIN: Final = frozenset((429, 502, 503, 504))
"""What OTLP calls retryable."""

_MOST_ANSWER_BYTES: Final = 1 << 16


class Said(Struct, frozen=True):
    """What a collector said of a batch.

    Attributes:
        outcome: it has the batch, refuses it for good, or it is to be sent again.
        rejected_spans: of a batch that it has, those that it did not want.
        retry_after_s: when it wants to be asked again; None if it did not say.
        why: for the log, without anything the collector wrote.
    """

    outcome: Literal["taken", "refused", "again"]
    rejected_spans: int = 0
    retry_after_s: float | None = None
    why: str = ""


class Collector(Protocol):
    """Takes batches."""

    def post(self, body: bytes, timeout_s: float) -> Said:
        """Send a batch; what was said of it. Never raises."""


class _PartialSuccess(Struct, rename="camel"):
    rejected_spans: int | str = 0


class _Answer(Struct, rename="camel"):
    partial_success: _PartialSuccess | None = None


class HttpCollector:
    """A collector that takes OTLP over HTTP. It follows no redirect: headers go nowhere else.

    Args:
        endpoint: its URL; without a path, `/v1/traces` of it.
        headers: of each request, such as a token.

    Raises:
        ValueError: the URL is none of HTTP, or holds a user or password.
    """

    def __init__(self, endpoint: str, headers: Mapping[str, str] | None = None) -> None:
        parts = urlsplit(endpoint)
        is_plain = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint
        is_http = parts.scheme in {"http", "https"}
        if not (is_plain and is_http and parts.hostname) or "@" in parts.netloc:
            raise ValueError(
                "endpoint: http://HOST:PORT/v1/traces or https:// expected, without a user"
            )
        self._host, self._port = parts.hostname, parts.port
        self._tls = create_default_context() if parts.scheme == "https" else None
        self._address = f"{parts.scheme}://{parts.netloc}"
        self._path = parts.path if parts.path.strip("/") else TRACES_PATH
        if parts.query:
            self._path += f"?{parts.query}"
        self._headers = {**(headers or {}), "Content-Type": "application/json"}

    def post(self, body: bytes, timeout_s: float) -> Said:
        """Send a batch; what was said of it."""
        connection = self._connection(timeout_s)
        try:
            connection.request("POST", self._path, body, self._headers)
            response = connection.getresponse()
            return _said(response, response.read(_MOST_ANSWER_BYTES))
        except (OSError, HTTPException, ValueError) as error:
            return Said("again", why=f"{self._address}: {type(error).__name__}")
        finally:
            connection.close()

    def _connection(self, timeout_s: float) -> HTTPConnection:
        if self._tls is None:
            return HTTPConnection(self._host, self._port, timeout=timeout_s)
        return HTTPSConnection(self._host, self._port, timeout=timeout_s, context=self._tls)


def headers_of(text: str) -> dict[str, str]:
    """Headers as `OTEL_EXPORTER_OTLP_HEADERS` has them: `name=value,name=value`, percent-encoded.

    Raises:
        ValueError: an entry has another form, or no header can hold it; the message shows no value.
    """
    headers: dict[str, str] = {}
    for number, entry in enumerate(filter(None, (one.strip() for one in text.split(","))), 1):
        name, equals, value = (part.strip() for part in entry.partition("="))
        value = unquote(value)
        if not equals or not name.replace("-", "").replace("_", "").isalnum():
            raise ValueError(f"header {number}: NAME=VALUE expected")
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"header {name}: only printable ASCII expected")
        headers[name] = value
    return headers


def _said(response: HTTPResponse, body: bytes) -> Said:
    why = f"HTTP {response.status}"
    if response.status in _TRY_AGAIN:
        return Said("again", retry_after_s=_seconds(response.getheader("Retry-After")), why=why)
    if not 200 <= response.status < 300:  # noqa: PLR2004 - success, by HTTP
        return Said("refused", why=why)
    return Said("taken", rejected_spans=_rejected(body))


def _rejected(body: bytes) -> int:
    """Spans that a collector did not want, 0 unless it names any; the number may be a text."""
    try:
        partial = msgspec.json.decode(body, type=_Answer).partial_success
        return max(0, int(partial.rejected_spans)) if partial is not None else 0
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return 0


def _seconds(retry_after: str | None) -> float | None:
    """Seconds of `Retry-After`, which is a number or a time; None where it is neither."""
    if retry_after is None:
        return None
    if retry_after.isdecimal() and retry_after.isascii():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time())
    except (ValueError, OverflowError):
        return None
