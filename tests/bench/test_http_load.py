"""A load client: waiting is counted, and an answer that is none ends it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

import pytest

from bench.serving.http_load import LoadError, Target, closed_loop, open_loop
from machine.ports import LOCALHOST

Found = TypeVar("Found")
Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
REQUESTS = (b"GET /a HTTP/1.1\r\n\r\n", b"GET /b HTTP/1.1\r\n\r\n")


def asked(
    asks: Callable[[Target], Awaitable[Found]], answer: bytes = ANSWER, pause_s: float = 0.0
) -> tuple[Found, list[bytes]]:
    """What a client found, and what a server was asked that pauses before its first answer."""
    seen: list[bytes] = []
    connected: list[asyncio.Task[Any]] = []

    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await reader.readuntil(b"\r\n\r\n"):
            if not seen:
                await asyncio.sleep(pause_s)
            seen.append(request)
            writer.write(answer)

    async def both() -> Found:
        server = await asyncio.start_server(_until_gone(answering, connected), LOCALHOST, 0)
        async with server:
            found = await asks(Target(LOCALHOST, server.sockets[0].getsockname()[1], REQUESTS))
            await asyncio.gather(*connected)
            return found

    return asyncio.run(both()), seen


def _until_gone(answering: Answering, connected: list[asyncio.Task[Any]]) -> Answering:
    """A server's side of a connection, which notes its task: it is waited for at the end."""

    async def until_gone(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        connected.extend([] if task is None else [task])
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await answering(reader, writer)
        writer.close()
        await writer.wait_closed()

    return until_gone


def test_requests_are_asked_in_turn_as_many_as_are_due() -> None:
    took_ms, seen = asked(lambda target: open_loop(target, 2, per_s=200, seconds=0.05))
    assert len(took_ms) == 10
    assert (seen.count(REQUESTS[0]), seen.count(REQUESTS[1])) == (5, 5)


def test_what_waits_for_a_slow_answer_is_as_late_as_it_is() -> None:
    took_ms, _ = asked(lambda target: open_loop(target, 1, per_s=100, seconds=0.05), pause_s=0.2)
    # All were due within 40 ms, and were asked after the 200 of the first.
    assert len(took_ms) == 5
    assert min(took_ms) > 150


def test_a_closed_loop_asks_as_fast_as_it_is_answered() -> None:
    per_s, seen = asked(lambda target: closed_loop(target, 2, seconds=0.05))
    assert per_s > 0
    assert len(seen) > 2


def test_an_answer_that_is_no_200_ends_it() -> None:
    with pytest.raises(LoadError, match="503"):
        asked(
            lambda target: open_loop(target, 1, per_s=10, seconds=0.1),
            b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
        )
