"""What comes over a socket: bodies in chunks, too large, too slow, heads without an end."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from serving.api import bounded_heads, server
from serving.api.body import BodyLimits
from serving.api.decisions import DecisionLimits
from serving.api.observed import Observed
from serving.api.service import service_app
from tests.serving.api.running import exchanged, running
from tests.serving.api.served import PLENTY, Keys, service
from tests.serving.stand_ins import SimpleScoring

pytestmark = pytest.mark.slow

MOST_BYTES = 1_000


@dataclass(frozen=True)
class Running:
    """A server and the line with a key to it."""

    port: int
    key: bytes

    def posted(self, headers: bytes, *parts: bytes) -> bytes:
        """The answer to a payment, its body in parts."""
        head = b"POST /v1/decisions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        json = b"Content-Type: application/json\r\n"
        return exchanged(self.port, head + self.key + json + headers + b"\r\n", *parts)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that takes small bodies, and does not wait for long."""
    keys = Keys(tmp_path_factory.mktemp("server") / "keys.json")
    key = keys.headers("score")["Authorization"]
    limits = DecisionLimits(payment=BodyLimits(MOST_BYTES, within_s=0.2))
    app = service(keys, SimpleScoring(), PLENTY, limits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounded_heads.BoundedHeads, "_head_within_s", 0.3)
        patch.setattr(server, "_FINISH_WITHIN_S", 1)
        with running(Observed(service_app(app), app.metrics, logs=False)) as port:
            yield Running(port, b"Authorization: %b\r\n" % key.encode())


def _chunk(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)


def test_a_body_in_chunks_is_one_body(api: Running) -> None:
    from_chunks = [_chunk(b'{"a":'), _chunk(b"1}"), _chunk(b"")]
    answer = api.posted(b"Transfer-Encoding: chunked\r\n", *from_chunks)
    assert answer.startswith(b"HTTP/1.1 422")


def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(api: Running) -> None:
    answer = api.posted(b"Content-Length: 1001\r\n")
    assert answer.startswith(b"HTTP/1.1 413")


def test_a_body_in_chunks_is_refused_once_it_is_too_large(api: Running) -> None:
    chunks = [_chunk(b" " * 600)] * 2
    answer = api.posted(b"Transfer-Encoding: chunked\r\n", *chunks)
    assert answer.startswith(b"HTTP/1.1 413")


def test_a_body_that_does_not_come_ends_with_a_timeout(api: Running) -> None:
    answer = api.posted(b"Content-Length: 10\r\n", b"{")
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"application/problem+json" in answer


@pytest.mark.parametrize("length", [b"-1", b"1e3", b"99999999999999999999999"])
def test_a_length_that_is_none_is_no_request(api: Running, length: bytes) -> None:
    answer = api.posted(b"Content-Length: %b\r\n" % length)
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 413"))


def test_a_head_that_does_not_come_ends_the_connection(api: Running) -> None:
    assert exchanged(api.port) == b""
    assert exchanged(api.port, b"GET / HTTP/1.1\r\nX: ") == b""


@pytest.mark.parametrize(
    "head", [b"X: " + b"y" * 40_000, b"X: y\r\n" * 10_000, b"X: " + b"y" * 40_000 + b"\r\n\r\n"]
)
def test_a_head_that_is_too_large_is_refused(api: Running, head: bytes) -> None:
    answer = exchanged(api.port, b"GET /healthz HTTP/1.1\r\n" + head)
    assert answer.startswith(b"HTTP/1.1 431")
    assert b"application/problem+json" in answer


def test_what_is_no_request_is_a_problem_like_any_other(api: Running) -> None:
    answer = exchanged(api.port, b"\x16\x03\x01 hello\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in answer


def test_two_headers_with_keys_let_nobody_in(api: Running) -> None:
    answer = api.posted(api.key + b"Content-Length: 0\r\n")
    assert answer.startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize(
    ("method", "body"),
    [
        (b"GET", b"\r\n"),
        (b"POST", b"\r\n"),
        (b"POST", b"Content-Length: 2\r\n\r\n{}"),
        (b"GET", b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ],
)
def test_a_websocket_that_is_none_is_a_problem_like_any_other(
    api: Running, method: bytes, body: bytes
) -> None:
    upgrade = b"Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    answer = exchanged(api.port, method + b" /v1/feed HTTP/1.1\r\n" + upgrade + body)
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 405"))
    assert b"application/problem+json" in answer


def test_an_answer_says_nothing_of_the_server(api: Running) -> None:
    answer = exchanged(api.port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"server:" not in answer.lower()


def test_a_port_that_is_taken_is_said_so(api: Running) -> None:
    with pytest.raises(OSError, match=f"port {api.port}: Address already in use"):
        server.listening("127.0.0.1", api.port)
