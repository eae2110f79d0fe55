"""What a WebSocket's client sends: pings are answered, anything else is taken in small measure."""

import asyncio

import pytest
from litestar.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from serving.api.problem_handshakes import ProblemHandshakes

HANDSHAKE = (
    b"GET /v1/feed HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
PING = b"\x89\x85\0\0\0\0hello"
PONG = b"\x8a\x05hello"


class _Written(asyncio.Transport):
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.content = b""
        self.is_closed = self.is_aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.content += bytes(data)

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = self.is_aborted = True

    def pause_reading(self) -> None:
        """Do nothing: the test sends all the same."""


async def _accepting(_: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept", "subprotocol": None, "headers": []})
    await receive()


async def _opened() -> tuple[ProblemHandshakes, _Written]:
    """A WebSocket that is open, and what is written to it."""
    config = Config(
        _accepting, log_config=None, ws_per_message_deflate=False, ws_ping_interval=None
    )
    socket = ProblemHandshakes(config, ServerState(), {}, asyncio.get_running_loop())
    transport = _Written()
    socket.connection_made(transport)
    socket.data_received(HANDSHAKE)
    while b"\r\n\r\n" not in transport.content:  # noqa: ASYNC110 - nobody tells of a write
        await asyncio.sleep(0)
    transport.content = b""
    return socket, transport


def test_pings_are_answered_while_the_client_reads_and_not_kept_while_it_does_not() -> None:
    async def test() -> None:
        socket, transport = await _opened()
        socket.data_received(PING * 2)
        assert transport.content == PONG * 2
        socket.pause_writing()
        socket.data_received(PING * 300)
        assert transport.content == PONG * 2
        socket.resume_writing()
        socket.data_received(PING)
        assert transport.content == PONG * 3
        socket.connection_lost(None)

    asyncio.run(asyncio.wait_for(test(), 20))


@pytest.mark.parametrize("frame", [PING, b"\x81\x80\0\0\0\0", b"\x82\x80\0\0\0\0"])
@pytest.mark.parametrize("at_once", [True, False])
def test_who_sends_more_than_pings_is_told_so_and_closed(frame: bytes, *, at_once: bool) -> None:
    sent = frame * 1_000

    async def test() -> None:
        socket, transport = await _opened()
        parts = [sent] if at_once else [sent[at : at + 100] for at in range(0, len(sent), 100)]
        for part in parts:
            socket.data_received(part)
        assert transport.content.endswith(b"\x03\xf0more was sent than pings")
        assert (transport.is_closed, transport.is_aborted) == (True, False)
        socket.connection_lost(None)

    asyncio.run(asyncio.wait_for(test(), 20))


def test_who_sends_more_than_pings_and_reads_nothing_is_cut_off() -> None:
    async def test() -> None:
        socket, transport = await _opened()
        socket.pause_writing()
        socket.data_received(PING * 1_000)
        assert (transport.content, transport.is_aborted) == (b"", True)
        socket.connection_lost(None)

    asyncio.run(asyncio.wait_for(test(), 20))


def test_parts_of_nothing_are_not_kept() -> None:
    async def test() -> None:
        socket, _ = await _opened()
        socket.data_received(b"\x01\x80\0\0\0\0" + b"\x00\x80\0\0\0\0" * 500)
        assert len(socket.frames) == 1
        socket.connection_lost(None)

    asyncio.run(asyncio.wait_for(test(), 20))
