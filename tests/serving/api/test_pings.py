"""Pings are answered, but not those of a client that reads no answer."""

import asyncio

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

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.content += bytes(data)

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        """Do nothing: the test ends."""


async def _accepting(_: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept", "subprotocol": None, "headers": []})
    await receive()


def test_pings_are_answered_while_the_client_reads_and_not_kept_while_it_does_not() -> None:
    async def test() -> None:
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
        socket.data_received(PING * 2)
        assert transport.content == PONG * 2
        socket.pause_writing()
        socket.data_received(PING * 1_000)
        assert transport.content == PONG * 2
        socket.resume_writing()
        socket.data_received(PING)
        assert transport.content == PONG * 3
        socket.connection_lost(None)

    asyncio.run(asyncio.wait_for(test(), 20))
