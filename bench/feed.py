"""How many clients one process feeds: `python -m bench.feed DECISIONS [events|texts] [CLIENTS]`.

server process: 20 decisions a second --feed--> this process: CLIENTS clients, one of them stalled

A delay is from when a decision came in to when a client had its bytes.
"""

import asyncio
import json
import re
import socket
import subprocess
import sys
from tempfile import TemporaryDirectory
from time import time_ns
from typing import Any, Final

import uvloop
from websockets.asyncio.client import connect

from machine.ports import LOCALHOST

RATE: Final = 20
SECONDS: Final = 30
CLIENTS: Final = 500

_AT_ONCE: Final = 20
_SENT: Final = re.compile(rb'"trace_id":"sent-(\d+)"')
_NS_PER_MS: Final = 1_000_000


class Clients:
    """Clients of one server, and the delays that they saw.

    Attributes:
        delays_ms: of every message to every client.
    """

    def __init__(self, port: int, key: str) -> None:
        self.delays_ms: list[float] = []
        self._port = port
        self._header = {"Authorization": f"Bearer {key}"}
        self._request = (
            f"GET /v1/feed HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\n\r\n".encode()
        )

    async def events(self) -> None:
        """One client of Server-Sent Events."""
        reader, writer = await asyncio.open_connection(LOCALHOST, self._port)
        writer.write(self._request)
        rest = b""
        while block := await reader.read(1 << 16):
            rest += block
            whole, _, rest = rest.rpartition(b"\n\n")
            self._note(whole)

    async def texts(self) -> None:
        """One client of a WebSocket."""
        url = f"ws://{LOCALHOST}:{self._port}/v1/feed"
        async with connect(url, additional_headers=self._header, compression=None) as found:
            async for message in found:
                self._note(message if isinstance(message, bytes) else message.encode())

    def stalled(self) -> socket.socket:
        """One that asks and then reads nothing."""
        found = socket.socket()
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 12)
        found.connect((LOCALHOST, self._port))
        found.sendall(self._request)
        return found

    def _note(self, messages: bytes) -> None:
        now_ns = time_ns()
        for sent in _SENT.finditer(messages):
            self.delays_ms.append((now_ns - int(sent[1])) / _NS_PER_MS)


async def measure(decisions: str, form: str, count: int) -> dict[str, Any]:
    """What `count` clients got, and what it took the server."""
    with TemporaryDirectory() as folder:
        arguments = [decisions, folder, str(count + 1), str(RATE), str(SECONDS)]
        command = [sys.executable, "-m", "bench.feed_server", *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as server:  # noqa: ASYNC220, S603
            if server.stdout is None:
                raise RuntimeError("the server has no output")
            clients = Clients(**json.loads(server.stdout.readline()))
            tasks = []
            for number in range(count):
                one = clients.events() if form == "events" else clients.texts()
                tasks.append(asyncio.create_task(one))
                if number % _AT_ONCE == 0:
                    await asyncio.sleep(0.05)
            with clients.stalled():
                told = json.loads(await asyncio.to_thread(server.stdout.readline))
            for task in tasks:
                task.cancel()
            server.terminate()
    delays = sorted(clients.delays_ms)
    return {
        "form": form,
        "clients": count,
        "messages_per_s": RATE * count,
        "received": len(delays),
        "expected": RATE * SECONDS * count,
        "p50_ms": round(delays[len(delays) // 2], 1),
        "p99_ms": round(delays[len(delays) * 99 // 100], 1),
        "max_ms": round(delays[-1], 1),
        **told,
    }


def main(decisions: str, form: str = "events", count: str = str(CLIENTS)) -> None:
    """Measure, and print it as JSON."""
    print(json.dumps(uvloop.run(measure(decisions, form, int(count)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
