"""The log says once that the store is away and why, once each other cause, and that it is back."""

import asyncio
from collections.abc import Iterator

import pytest

from online_store.async_connection import connect_async
from online_store.async_reader import AsyncFeatureReader
from online_store.connection import StoreSettings
from online_store.errors import StoreUnavailable
from serving.shared.watched_store import WatchedStore

AWAY = StoreUnavailable("feature store: NOPERM of this user")


def told(caplog: pytest.LogCaptureFixture, results: Iterator[Exception | None], looks: int) -> None:
    async def answers() -> None:
        error = next(results)
        if error is not None:
            raise error

    watched = WatchedStore(answers)

    async def run() -> None:
        for _ in range(looks):
            await watched.look()

    with caplog.at_level("INFO", "revstream.store"):
        asyncio.run(run())


def test_each_change_and_each_other_cause_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    told(caplog, iter([None, AWAY, AWAY, TimeoutError(), None, None, ValueError("x")]), 7)
    assert [one.getMessage() for one in caplog.records] == [
        "the store does not answer: feature store: NOPERM of this user",
        "the store does not answer: not within 2 s",
        "the store answers again",
        "the store does not answer: ValueError",
    ]


def test_a_store_that_is_not_there_is_told_with_its_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def run() -> None:
        client = connect_async(StoreSettings("redis://127.0.0.1:1"))
        try:
            await WatchedStore(AsyncFeatureReader(client).answers).look()
        finally:
            await client.aclose()

    asyncio.run(run())
    [line] = [one.getMessage() for one in caplog.records]
    assert "127.0.0.1:1" in line
