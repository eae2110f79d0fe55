"""A connection is opened anew between two commands once it is old, and not before."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import ConnectionPool, Redis
from redis.asyncio import ConnectionPool as AsyncConnectionPool
from redis.asyncio import Redis as AsyncRedis
from trustme import CA

from machine.ports import LOCALHOST
from online_store.renewed_connection import AsyncRenewedConnection, RenewedConnection
from servers.valkey import ValkeyServer
from tests.online_store.tls_front import tls_front


class Clock:
    """A clock that stands until it is moved."""

    now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


def options_of(port: int, authority: Path, clock: Clock) -> dict[str, Any]:
    """Options of a connection that lives for 100 seconds of a clock."""
    return {
        "host": LOCALHOST,
        "port": port,
        "ssl_ca_certs": str(authority),
        "longest_s": 100.0,
        "clock": clock,
    }


@pytest.fixture
def renewal(
    valkey: ValkeyServer, authority: CA, tmp_path: Path
) -> Iterator[tuple[dict[str, Any], Clock]]:
    """Options of connections to a store behind TLS, and the clock that they live by."""
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    clock = Clock()
    with tls_front(authority.issue_cert(LOCALHOST), valkey.port) as front:
        yield options_of(front.port, path, clock), clock


@pytest.fixture
def renewed(renewal: tuple[dict[str, Any], Clock]) -> Iterator[tuple[Redis, Clock]]:
    """A client whose connection lives for 100 seconds of a clock."""
    options, clock = renewal
    pool = ConnectionPool(connection_class=RenewedConnection, **options)
    with Redis.from_pool(pool) as client:
        yield client, clock


def test_a_young_connection_is_kept(renewed: tuple[Redis, Clock]) -> None:
    client, clock = renewed
    first = client.client_id()
    clock.now_s += 99.9
    assert client.client_id() == first


def test_an_old_connection_is_opened_anew_for_the_next_command(
    renewed: tuple[Redis, Clock],
) -> None:
    client, clock = renewed
    first = client.client_id()
    clock.now_s += 100
    assert client.client_id() != first


def test_the_age_counts_from_the_newest_opening(renewed: tuple[Redis, Clock]) -> None:
    client, clock = renewed
    clock.now_s += 500
    first = client.client_id()
    clock.now_s += 60
    client.connection_pool.disconnect()
    second = client.client_id()
    clock.now_s += 60
    assert first != second == client.client_id()
    clock.now_s += 40
    assert client.client_id() != second


def test_a_connection_of_who_must_not_wait_is_opened_anew_at_the_same_age(
    renewal: tuple[dict[str, Any], Clock],
) -> None:
    options, clock = renewal

    async def ids() -> list[int]:
        pool = AsyncConnectionPool(connection_class=AsyncRenewedConnection, **options)
        async with AsyncRedis.from_pool(pool) as client:
            seen = []
            for passed_s in (0, 99.9, 0.1, 99.9):
                clock.now_s += passed_s
                seen.append(int(await client.client_id()))
            return seen

    first, young, renewed, young_again = asyncio.run(ids())
    assert first == young != renewed == young_again
