"""Who has an answer before all of its body came keeps no connection, and loses no answer."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from machine.ports import LOCALHOST
from serving.api import bounded_heads
from serving.api.body import BodyLimits
from serving.api.observed import Observed
from serving.api.service import service_app
from serving.dashboard import sign_in
from tests.polling import polled
from tests.serving.api.running import exchanged, running
from tests.serving.api.served import PLENTY, Keys, service
from tests.serving.dashboard.site import site
from tests.serving.stand_ins import SimpleScoring

pytestmark = pytest.mark.slow

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
DECIDE = b"POST /v1/decisions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
SIGN_IN = (
    b"POST /dashboard/sign-in HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Of a server that waits for little."""
    keys = Keys(tmp_path_factory.mktemp("server") / "keys.json")
    keys.headers("score")
    app = service(keys, SimpleScoring(), PLENTY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounded_heads.BoundedHeads, "_rest_within_s", 0.3)
        with running(Observed(service_app(app), app.metrics, logs=False)) as found:
            yield found


@pytest.mark.parametrize("head", [HEALTH, DECIDE])
@pytest.mark.parametrize(
    "body", [b"Content-Length: 100000000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"]
)
def test_a_body_that_goes_on_after_its_answer_ends_the_connection(
    port: int, head: bytes, body: bytes
) -> None:
    with socket.create_connection((LOCALHOST, port), timeout=20) as connection:
        connection.sendall(head + body)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
        assert b"connection: close" in answer.lower()

        def is_ended() -> bool:
            try:
                connection.sendall(b"1\r\n \r\n")
            except OSError:
                return True
            return False

        polled(is_ended, 20, lambda: "the connection is open still", 0.01)


def test_who_sends_all_of_a_body_that_nobody_reads_has_the_answer(port: int) -> None:
    answer = exchanged(port, DECIDE + b"Content-Length: 4000000\r\n\r\n", *[b" " * 100_000] * 40)
    assert answer.startswith(b"HTTP/1.1 401")
    assert answer.endswith(b"}")


def test_a_body_that_came_keeps_the_connection(port: int) -> None:
    whole = b"Content-Length: 2\r\n\r\n{}"
    last = DECIDE + b"Connection: close\r\n" + whole
    assert exchanged(port, DECIDE + whole, HEALTH + b"\r\n", last).count(b"HTTP/1.1 ") == 3


def test_a_form_that_does_not_come_ends_with_a_timeout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "_FORM", BodyLimits(100, within_s=0.2))
    with running(site(tmp_path).app) as port:
        slow = exchanged(port, SIGN_IN + b"Content-Length: 100\r\n\r\nkey=")
        large = exchanged(port, SIGN_IN + b"Content-Length: 101\r\n\r\n")
    assert slow.startswith(b"HTTP/1.1 408")
    assert large.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in slow.lower()
