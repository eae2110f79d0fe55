"""Wishes for other protocols, trailers, empty lines: what a parser may take wrongly."""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from machine.ports import LOCALHOST
from serving.api import server
from serving.api.observed import Observed
from serving.api.service import service_app
from tests.serving.api.running import exchanged, running
from tests.serving.api.served import PLENTY, Keys, service
from tests.serving.stand_ins import SimpleScoring

pytestmark = pytest.mark.slow

JSON = b"Content-Type: application/json\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
LAST = HEALTH + b"Connection: close\r\n\r\n"
TO_HTTP_2 = b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n"
"""As the clients of Java send it with their first request."""


@dataclass(frozen=True)
class Running:
    """A server and the line with a key to it."""

    port: int
    key: bytes

    def statuses(self, *parts: bytes) -> list[int]:
        """Of all answers to bytes, until the connection ends."""
        answered = exchanged(self.port, *parts)
        return [int(each) for each in re.findall(rb"HTTP/1\.1 (\d{3})", answered)]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that keeps a silent connection for a second."""
    keys = Keys(tmp_path_factory.mktemp("protocols") / "keys.json")
    key = keys.headers("score")["Authorization"]
    app = service(keys, SimpleScoring(), PLENTY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server, "_KEEP_ALIVE_S", 1)
        with running(Observed(service_app(app), app.metrics, logs=False)) as port:
            yield Running(port, b"Authorization: %b\r\n" % key.encode())


def _posted(headers: bytes, body: bytes = b"") -> bytes:
    head = b"POST /v1/decisions HTTP/1.1\r\nHost: x\r\n" + JSON + headers + b"\r\n"
    return head + body


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 7\r\n|" + b'{"a":1}',
        b"Transfer-Encoding: chunked\r\n|" + b'7\r\n{"a":1}\r\n0\r\n\r\n',
        b"Content-Length: %d\r\n|%b" % (len(LAST), LAST),
    ],
)
@pytest.mark.parametrize("wish", [TO_HTTP_2, b"Upgrade: other/1\r\nConnection: upgrade\r\n"])
@pytest.mark.parametrize("cut", [None, 1, 120, 300])
def test_a_wish_for_a_protocol_that_is_not_spoken_changes_nothing(
    api: Running, wish: bytes, body: bytes, cut: int | None
) -> None:
    length, _, content = body.partition(b"|")
    sent = _posted(api.key + wish + length, content) + LAST
    assert api.statuses(*([sent] if cut is None else [sent[:cut], sent[cut:]])) == [422, 200]


def test_many_wishes_one_after_another_are_each_passed_over(api: Running) -> None:
    assert api.statuses((HEALTH + TO_HTTP_2 + b"\r\n") * 20 + LAST) == [200] * 21


def test_nothing_is_connected_to(api: Running) -> None:
    assert api.statuses(b"CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n" + LAST) == [400]


def test_a_key_that_comes_after_a_body_lets_nobody_in(api: Running) -> None:
    trailed = b"2\r\n{}\r\n0\r\n" + api.key + b"\r\n"
    sent = _posted(b"Transfer-Encoding: chunked\r\n", trailed)
    assert api.statuses(sent + _posted(b"Connection: close\r\n")) == [401, 401]


def test_what_follows_a_body_without_end_ends_the_connection(api: Running) -> None:
    trailed = b"2\r\n{}\r\n0\r\n" + b"X: y\r\n" * 10_000
    answered = api.statuses(_posted(api.key + b"Transfer-Encoding: chunked\r\n", trailed))
    assert 200 not in answered


def test_empty_lines_keep_no_connection_open(api: Running) -> None:
    with socket.create_connection((LOCALHOST, api.port), timeout=20) as connection:
        connection.sendall(HEALTH + b"\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        connection.sendall(b"\r\n\r\n")
        assert connection.recv(65_536) == b""


@pytest.mark.parametrize("zeros", [20, 5_000])
def test_a_length_with_too_many_digits_is_no_request(api: Running, zeros: int) -> None:
    length = b"Content-Length: %b2\r\n" % (b"0" * zeros)
    assert api.statuses(_posted(api.key + length, b"{}")) == [400]
