"""A collector that takes OTLP over HTTP with JSON, checks its form, and fails when it is told to.

What it holds spans against is the mapping of the protocol, written down here once more: ids are
hex digits, 64-bit numbers texts, enumerations numbers, and no field is unknown.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from machine.ports import LOCALHOST

_SPAN = {
    "traceId": r"(?!0{32})[0-9a-f]{32}",
    "spanId": r"(?!0{16})[0-9a-f]{16}",
    "parentSpanId": r"[0-9a-f]{16}",
    "traceState": r"ot=th:[0-9a-f]{1,14};rv:[0-9a-f]{14}",
    "name": r".+",
    "startTimeUnixNano": r"\d{1,19}",
    "endTimeUnixNano": r"\d{1,19}",
}
_VALUES = {"stringValue": str, "boolValue": bool, "intValue": str, "doubleValue": float}


@dataclass
class Reply:
    """What it answers with."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class CollectorStandIn:
    """What came, and what is answered.

    Attributes:
        replies: to the next requests, one each; then all is well.
        batches: requests that were taken, as JSON.
        headers: of each request.
        faults: of form, of all requests.
    """

    url: str = ""
    replies: list[Reply] = field(default_factory=list)
    batches: list[Any] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def spans(self) -> list[Any]:
        """All spans that were taken."""
        return [span for batch in self.batches for span in spans_in(batch)]

    def asked(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        self.headers.append(headers)
        content = json.loads(body)
        self.faults += [] if path == "/v1/traces" else [f"path {path}"]
        self.faults += [fault for span in spans_in(content) for fault in faults_of(span)]
        reply = self.replies.pop(0) if self.replies else Reply()
        if reply.status == 200:
            self.batches.append(content)
        return reply


def spans_in(batch: dict[str, Any]) -> list[dict[str, Any]]:
    """All spans of a request."""
    return [
        span
        for resource in batch["resourceSpans"]
        for scope in resource["scopeSpans"]
        for span in scope["spans"]
    ]


def faults_of(span: dict[str, Any]) -> Iterator[str]:
    """What a span has against the mapping of the protocol."""
    given = {name: value for name, value in span.items() if name in _SPAN}
    for name, value in given.items():
        if not (isinstance(value, str) and re.fullmatch(_SPAN[name], value)):
            yield f"{name}: {value!r}"
    if unknown := span.keys() - _SPAN.keys() - {"kind", "attributes", "links"}:
        yield f"unknown: {unknown}"
    if span["kind"] not in {1, 2, 5}:
        yield f"kind: {span['kind']!r}"
    for attribute in span.get("attributes", ()):
        ((kind, value),) = attribute["value"].items()
        if kind != "arrayValue" and type(value) is not _VALUES[kind]:
            yield f"{attribute['key']}: {value!r}"


@contextmanager
def collector() -> Iterator[CollectorStandIn]:
    """A collector on a free port, until the block ends."""
    stand_in = CollectorStandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reply = stand_in.asked(self.path, dict(self.headers), body)
            self.send_response(reply.status)
            for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            del format, args

    with ThreadingHTTPServer((LOCALHOST, 0), Handler) as server:
        stand_in.url = f"http://{LOCALHOST}:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield stand_in
        finally:
            server.shutdown()
            thread.join()
