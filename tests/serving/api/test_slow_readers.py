"""Who reads an answer slowly has a time for it, and all of them together so much memory."""

import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from time import sleep
from typing import Any

import pytest
from litestar.types import Receive

from machine.ports import LOCALHOST
from serving.api.bounded_heads import BoundedHeads
from tests.serving.api.running import running

pytestmark = pytest.mark.slow

MIB = 1 << 20
ASKED = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


async def _large(
    scope: Mapping[str, object], receive: Receive, send: Callable[[Any], Awaitable[None]]
) -> None:
    """Answers 4 MiB, at once."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": bytes(4 * MIB), "more_body": False})


@contextmanager
def _asking(port: int) -> Iterator[socket.socket]:
    """A client that has asked, and takes in little at once."""
    with closing(socket.socket()) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.settimeout(20)
        client.connect((LOCALHOST, port))
        client.sendall(ASKED)
        assert client.recv(64).startswith(b"HTTP/1.1 200")
        yield client


def _read(client: socket.socket) -> int:
    """How many more bytes come until the connection ends."""
    size = 0
    try:
        while part := client.recv(1 << 16):
            size += len(part)
    except ConnectionResetError:
        pass
    return size


def test_an_answer_that_is_read_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedHeads, "_most_unread_bytes", 9 * MIB)
    with running(_large) as port:
        for _ in range(4):
            with _asking(port) as client:
                assert _read(client) > 4 * MIB - 64


def test_who_reads_too_slowly_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedHeads, "_read_within_s", 0.3)
    with running(_large) as port, _asking(port) as client:
        # What is cut off shows once it is read: the system has taken some of it.
        sleep(1)
        assert _read(client) < 3 * MIB


def test_all_that_waits_is_bounded_and_room_is_again_once_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(BoundedHeads, "_most_unread_bytes", 9 * MIB)
    with running(_large) as port:
        with _asking(port) as first, _asking(port) as second, _asking(port) as third:
            assert _read(third) < 3 * MIB
            assert _read(first) > 4 * MIB - 64
            with _asking(port) as fourth:
                assert _read(fourth) > 4 * MIB - 64
            assert _read(second) > 4 * MIB - 64
        with _asking(port) as one, _asking(port) as another:
            assert min(_read(one), _read(another)) > 4 * MIB - 64
