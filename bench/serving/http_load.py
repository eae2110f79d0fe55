"""Requests over a few connections that stay open, at a rate or one after the other.

At a rate, a request is due whether or not the one before was answered: what it waits for a
connection counts, so that a slow server is not asked less and looks no faster.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

CONNECTIONS: Final = 16


@dataclass
class Measured:
    """What came of the requests.

    Attributes:
        waits_ms: of each, from when it was due to the end of its answer.
        statuses: how many answers of each.
        took_s: from the first request to the last answer.
    """

    waits_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    took_s: float = 0.0

    @property
    def per_s(self) -> float:
        """Answers a second."""
        return len(self.waits_ms) / self.took_s

    def quantile_ms(self, share: float) -> float:
        """The wait that a share of the requests did not exceed."""
        ordered = sorted(self.waits_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True)
class Target:
    """Where requests go.

    Attributes:
        host, port: of the server.
        key: API key.
    """

    host: str
    port: int
    key: str

    def get(self, path: str) -> bytes:
        """A request for a path."""
        return f"GET {path} HTTP/1.1\r\n{self._common}\r\n".encode()

    def post(self, path: str, body: bytes) -> bytes:
        """A request with a body of JSON."""
        told = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        head = f"POST {path} HTTP/1.1\r\n{self._common}{told}\r\n"
        return head.encode() + body

    @property
    def _common(self) -> str:
        return f"Host: bench\r\nAuthorization: Bearer {self.key}\r\n"


async def at_rate(target: Target, requests: Sequence[bytes], per_s: float) -> Measured:
    """Send requests at a rate; an answer that is late delays none that is due."""
    measured = Measured()
    due: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()
    workers = [asyncio.create_task(_answer(target, due, measured)) for _ in range(CONNECTIONS)]
    began = perf_counter()
    for number, request in enumerate(requests):
        due_s = began + number / per_s
        pause_s = due_s - perf_counter()
        if pause_s > 0:
            await asyncio.sleep(pause_s)
        due.put_nowait((due_s, request))
    for _ in workers:
        due.put_nowait(None)
    await asyncio.gather(*workers)
    measured.took_s = perf_counter() - began
    return measured


async def flat_out(target: Target, requests: Sequence[bytes]) -> Measured:
    """Send each connection's next request once its last one is answered."""
    measured = Measured()
    waiting = iter(requests)

    async def one_by_one() -> None:
        connection = await asyncio.open_connection(target.host, target.port)
        for request in waiting:
            await _exchange(connection, request, perf_counter(), measured)
        connection[1].close()

    began = perf_counter()
    await asyncio.gather(*(one_by_one() for _ in range(CONNECTIONS)))
    measured.took_s = perf_counter() - began
    return measured


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _answer(
    target: Target, due: "asyncio.Queue[tuple[float, bytes] | None]", measured: Measured
) -> None:
    connection = await asyncio.open_connection(target.host, target.port)
    while (next_one := await due.get()) is not None:
        due_s, request = next_one
        await _exchange(connection, request, due_s, measured)
    connection[1].close()


async def _exchange(
    connection: Connection, request: bytes, due_s: float, measured: Measured
) -> None:
    reader, writer = connection
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
    await reader.readexactly(int(length))
    measured.waits_ms.append((perf_counter() - due_s) * 1_000)
    measured.statuses[int(head[9:12])] += 1
