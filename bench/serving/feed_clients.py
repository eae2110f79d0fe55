"""Clients of the live feed, and one that asks and then reads nothing.

A decision says in its trace id when it was sent, so a client knows how long it took.
"""

import asyncio
import re
import socket
from time import time_ns
from typing import Final, Literal

import msgspec
from websockets.asyncio.client import connect

from bench.serving.http_load import LoadError
from events.fraud.decision import Decision
from machine.ports import LOCALHOST

Form = Literal["events", "texts"]
"""Server-Sent Events, or texts of a WebSocket."""

_SENT: Final = re.compile(rb'"trace_id":"sent-(\d+)"')
_NS_PER_MS: Final = 1_000_000
_SMALL_BUFFER: Final = 1 << 12


def sent_now(decision: Decision, number: int) -> Decision:
    """A decision of its own id that says when it is sent: now."""
    return msgspec.structs.replace(
        decision, decision_id=f"{number:032x}", trace_id=f"sent-{time_ns()}"
    )


class FeedClients:
    """Clients of one server that follow the same.

    Args:
        port: of the server, on this machine.
        key: that it lets in.
        path: what they follow.

    Attributes:
        waits_ms: of each message of each client, from its sending to its arrival.
        received: messages of each client that reads.
    """

    def __init__(self, port: int, key: str, path: str = "/v1/feed") -> None:
        self.waits_ms: list[float] = []
        self.received: list[int] = []
        self._port, self._path = port, path
        self._header = {"Authorization": f"Bearer {key}"}
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\n\r\n".encode()
        )

    async def read(self, form: Form) -> None:
        """Be one client, until it is cancelled or the feed ends.

        Raises:
            LoadError: the server gives no feed.
        """
        await (self._events() if form == "events" else self._texts())

    def stalled(self) -> socket.socket:
        """One that asks and then reads nothing; who asked closes it."""
        found = socket.socket()
        # Or this machine would take megabytes for it.
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BUFFER)
        found.connect((LOCALHOST, self._port))
        found.sendall(self._request)
        return found

    async def _events(self) -> None:
        reader, writer = await asyncio.open_connection(LOCALHOST, self._port)
        try:
            writer.write(self._request)
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head:
                raise LoadError(f"a feed expected, got {head.decode('latin-1')}")
            client, rest = self._joined(), b""
            while block := await reader.read(1 << 16):
                rest += block
                whole, _, rest = rest.rpartition(b"\n\n")
                self._note(client, whole)
        finally:
            writer.close()

    async def _texts(self) -> None:
        url = f"ws://{LOCALHOST}:{self._port}{self._path}"
        async with connect(url, additional_headers=self._header, compression=None) as found:
            client = self._joined()
            async for message in found:
                self._note(client, message if isinstance(message, bytes) else message.encode())

    def _joined(self) -> int:
        self.received.append(0)
        return len(self.received) - 1

    def _note(self, client: int, messages: bytes) -> None:
        now_ns = time_ns()
        sent = _SENT.findall(messages)
        self.waits_ms += [(now_ns - int(one)) / _NS_PER_MS for one in sent]
        self.received[client] += len(sent)
