"""Asks a server over kept connections: as fast as it answers, or at a rate that does not wait.

::

    closed   connection 1  |ask--answer|ask--answer|ask--...      how many a second
    open     due           |     |     |     |     |              from when a request was due:
             answered         |     |          |  |               a slow answer delays others,
                                                                  and their waiting is counted
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Final

_LENGTH: Final = b"content-length:"
_OK: Final = b" 200 "


class LoadError(RuntimeError):
    """A server that does not answer as it should."""


@dataclass(frozen=True)
class Target:
    """What is asked.

    Attributes:
        host: of the server.
        port: of it.
        requests: bytes of whole requests, in turn and again from the first on.
    """

    host: str
    port: int
    requests: Sequence[bytes]


class _Connection:
    """One connection, one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def ask(self, request: bytes) -> None:
        """Send a request and read the whole answer.

        Raises:
            LoadError: it is not a 200, or does not say how long it is.
        """
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        status, *headers = head.lower().split(b"\r\n")
        length = next((one for one in headers if one.startswith(_LENGTH)), None)
        if _OK not in status or length is None:
            raise LoadError(f"a 200 with its length expected, got {status.decode('latin-1')}")
        await self._reader.readexactly(int(length[len(_LENGTH) :]))


@asynccontextmanager
async def _connections(target: Target, count: int) -> AsyncIterator[list[_Connection]]:
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(count):
            reader, writer = await asyncio.open_connection(target.host, target.port)
            stack.push_async_callback(_closed, writer)
            found.append(_Connection(reader, writer))
        yield found


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    await writer.wait_closed()


def _in_turn(requests: Sequence[bytes]) -> Iterator[bytes]:
    while True:
        yield from requests


async def closed_loop(target: Target, connections: int, seconds: float) -> float:
    """Answers a second where each connection asks again as soon as it was answered.

    Raises:
        LoadError: the server does not answer as it should.
    """
    requests, counts = _in_turn(target.requests), [0] * connections
    async with _connections(target, connections) as opened:
        began_s = perf_counter()

        async def asking(number: int, connection: _Connection) -> None:
            while perf_counter() - began_s < seconds:
                await connection.ask(next(requests))
                counts[number] += 1

        await asyncio.gather(*(asking(number, one) for number, one in enumerate(opened)))
        return sum(counts) / (perf_counter() - began_s)


async def open_loop(target: Target, connections: int, per_s: float, seconds: float) -> list[float]:
    """Milliseconds of each request, from when it was due to its answer, at a rate.

    Raises:
        LoadError: the server does not answer as it should.
    """
    requests, due = _in_turn(target.requests), iter(range(int(per_s * seconds)))
    took_ms: list[float] = []
    async with _connections(target, connections) as opened:
        began_s = perf_counter()

        async def asking(connection: _Connection) -> None:
            for number in due:
                due_s = began_s + number / per_s
                await asyncio.sleep(max(0.0, due_s - perf_counter()))
                await connection.ask(next(requests))
                took_ms.append((perf_counter() - due_s) * 1_000)

        await asyncio.gather(*map(asking, opened))
    return took_ms
