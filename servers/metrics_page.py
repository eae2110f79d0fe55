"""Metrics for Prometheus on one address, however many processes have them.

::

    JobManager  --PUT--+
    TaskManager --PUT--+--> 127.0.0.1, a free port | HOST:PORT/metrics <--GET-- Prometheus
    TaskManager --PUT--+

A process pushes as to Prometheus' own Pushgateway (https://github.com/prometheus/pushgateway),
from this machine alone, whoever may read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Thread
from typing import Final

from machine.ports import LOCALHOST
from servers.leash import ServerError
from servers.pushed_metrics import PushedMetrics

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_PAGE: Final = "/metrics"
_PUSHED_BY: Final = "/metrics/job/"
_LARGEST_PUSH_BYTES: Final = 64 * 1024 * 1024
_SOCKET_TIMEOUT_S: Final = 10.0
_POLL_S: Final = 0.1


@dataclass(frozen=True)
class MetricsPage:
    """The addresses of a page of metrics.

    Attributes:
        url: that Prometheus reads.
        push_url: that processes push to.
    """

    url: str
    push_url: str


@contextmanager
def metrics_page(host: str, port: int, silent_after_s: float) -> Iterator[MetricsPage]:
    """A page of what is pushed, for as long as the context lasts.

    Args:
        host: an address or a name of this machine, on which the page is read.
        port: of the page; 0 takes a free one.
        silent_after_s: without a push, after which a process is left out.

    Raises:
        ServerError: the page cannot be at this address.
    """
    metrics = PushedMetrics(silent_after_s)
    with (
        _served(host, port, _handler(metrics, _Reading)) as read_port,
        _served(LOCALHOST, 0, _handler(metrics, _Pushing)) as push_port,
    ):
        yield MetricsPage(f"http://{host}:{read_port}{_PAGE}", f"http://{LOCALHOST}:{push_port}")


class _Server(ThreadingHTTPServer):
    def server_bind(self) -> None:
        """Bind, without a question to the name server that nobody needs the answer of."""
        TCPServer.server_bind(self)
        self.server_port = self.server_address[1]


class _Handler(BaseHTTPRequestHandler):
    metrics: PushedMetrics
    timeout = _SOCKET_TIMEOUT_S

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Say nothing: a run's terminal is for the run."""

    def _answer(self, status: HTTPStatus, text: str = "") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Reading(_Handler):
    def do_GET(self) -> None:
        """The page."""
        if self.path.partition("?")[0] == _PAGE:
            self._answer(HTTPStatus.OK, self.metrics.page())
        else:
            self._answer(HTTPStatus.NOT_FOUND, f"the metrics are at {_PAGE}\n")


class _Pushing(_Handler):
    def do_PUT(self) -> None:
        """Take in what a process pushes."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self._answer(HTTPStatus.LENGTH_REQUIRED)
        elif int(length) > _LARGEST_PUSH_BYTES:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif not self.path.startswith(_PUSHED_BY):
            self._answer(HTTPStatus.NOT_FOUND)
        else:
            text = self.rfile.read(int(length)).decode(errors="replace")
            self.metrics.put(self.path.removeprefix(_PUSHED_BY), text)
            self._answer(HTTPStatus.ACCEPTED)

    def do_DELETE(self) -> None:
        """Forget a process, which ends."""
        self.metrics.remove(self.path.removeprefix(_PUSHED_BY))
        self._answer(HTTPStatus.ACCEPTED)


def _handler(metrics: PushedMetrics, kind: type[_Handler]) -> type[_Handler]:
    return type(kind.__name__, (kind,), {"metrics": metrics})


@contextmanager
def _served(host: str, port: int, handler: type[_Handler]) -> Iterator[int]:
    try:
        server = _Server((host, port), handler)
    except OSError as error:
        raise ServerError(
            f"{host}:{port}: cannot be listened on: {error.strerror}; choose another port, or 0 for"
            " any that is free"
        ) from None
    thread = Thread(target=server.serve_forever, args=(_POLL_S,), daemon=True)
    with server:
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
