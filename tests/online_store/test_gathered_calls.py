"""Calls that are made at the same moment, on a real server."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.asyncio import Connection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError

from online_store.async_connection import connect_async
from online_store.connection import StoreSettings
from online_store.gathered_calls import GatheredCalls, NotTextError
from servers.valkey import ValkeyServer, valkey_server


def calling(
    url: str, todo: Callable[[GatheredCalls], Awaitable[Any]], timeout_ms: int = 10_000
) -> Any:  # noqa: ANN401 - whatever comes of it
    async def run() -> object:
        client = connect_async(StoreSettings(url, 10_000, timeout_ms))
        try:
            return await todo(GatheredCalls(client))
        finally:
            await client.aclose()

    return asyncio.run(run())


def test_each_gets_its_own_replies_in_one_round_trip(valkey: ValkeyServer, store: Redis) -> None:
    store.mset({f"k{number}": f"v{number}" for number in range(100)})

    async def many(calls: GatheredCalls) -> object:
        asked = [calls.run(("GET", f"k{at}"), ("STRLEN", f"k{at}")) for at in range(100)]
        return await asyncio.gather(*asked)

    connections = int(store.info("stats")["total_connections_received"])
    assert calling(valkey.url, many) == [[f"v{at}", len(f"v{at}")] for at in range(100)]
    assert int(store.info("stats")["total_connections_received"]) == connections + 1


def test_a_call_that_the_server_refuses_fails_for_who_made_it_alone(
    valkey: ValkeyServer, store: Redis
) -> None:
    store.set("text", "x")

    async def three(calls: GatheredCalls) -> object:
        asked = [("GET", "text"), ("HGETALL", "text"), ("GET", "text")]
        return await asyncio.gather(*(calls.run(one) for one in asked), return_exceptions=True)

    first, refused, last = calling(valkey.url, three)
    assert (first, last) == (["x"], ["x"])
    assert isinstance(refused, ResponseError)


def test_what_is_no_text_fails_for_who_asked_for_it_alone(
    valkey: ValkeyServer, store: Redis
) -> None:
    store.set("text", "\u00e9\U0001f600")
    store.set("damaged", b"x\xff")
    store.hset("hash", mapping={"name": b"\xed\xa0\x80"})

    async def all_of_them(calls: GatheredCalls) -> object:
        asked = [("GET", "text"), ("GET", "damaged"), ("HGETALL", "hash"), ("MGET", "no", "text")]
        return await asyncio.gather(*(calls.run(one) for one in asked), return_exceptions=True)

    text, damaged, in_hash, several = calling(valkey.url, all_of_them)
    assert (text, several) == (["\u00e9\U0001f600"], [[None, "\u00e9\U0001f600"]])
    assert [isinstance(one, NotTextError) for one in (damaged, in_hash)] == [True, True]


def test_what_the_server_refused_has_its_error_in_the_place_of_its_reply(
    valkey: ValkeyServer, store: Redis
) -> None:
    store.set("text", "x")
    asked = (("HGETALL", "text"), ("GET", "text"))
    refused, given = calling(valkey.url, lambda calls: calls.replies(*asked))
    assert isinstance(refused, ResponseError)
    assert given == "x"


def test_who_stops_waiting_disturbs_nobody(valkey: ValkeyServer, store: Redis) -> None:
    store.set("text", "x")

    async def two(calls: GatheredCalls) -> list[str]:
        gone = asyncio.ensure_future(calls.run(("GET", "text")))
        stays = asyncio.ensure_future(calls.run(("GET", "text")))
        await asyncio.sleep(0)
        gone.cancel()
        return await stays

    assert calling(valkey.url, two) == ["x"]


def test_replies_that_do_not_come_in_time_are_not_taken_for_those_to_the_next_calls(
    tmp_path: Path,
) -> None:
    with valkey_server(tmp_path) as server:

        async def hung(calls: GatheredCalls) -> list[str]:
            await calls.run(("SET", "a", "1"), ("SET", "b", "2"))
            server.pause()
            with pytest.raises(RedisError, match="no reply within 1000 ms"):
                await calls.run(("GET", "a"))
            server.resume()
            return await calls.run(("GET", "b"))

        assert calling(server.url, hung, timeout_ms=1_000) == ["2"]


def test_a_connection_that_is_closed_under_a_write_is_an_outage(
    valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def closed(*_: object, **__: object) -> None:
        raise RuntimeError("unable to perform operation on <TCPTransport closed=True>")

    monkeypatch.setattr(Connection, "send_packed_command", closed)
    with pytest.raises(RedisConnectionError):
        calling(valkey.url, lambda calls: calls.run(("PING",)))


def test_all_who_wait_are_told_when_the_server_goes_and_it_works_again_once_it_is_back(
    tmp_path: Path,
) -> None:
    with valkey_server(tmp_path) as server:

        async def gone(calls: GatheredCalls) -> list[object]:
            await calls.run(("PING",))
            server.kill()
            asked = [calls.run(("PING",)) for _ in range(3)]
            failed = await asyncio.gather(*asked, return_exceptions=True)
            server.start()
            return [*failed, await calls.run(("PING",))]

        *failed, back = calling(server.url, gone)
    assert all(isinstance(one, RedisError) for one in failed)
    assert (len(failed), back) == (3, ["PONG"])
