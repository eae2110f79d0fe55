"""A connection is opened anew between two commands once it is old, and not before."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import ConnectionPool, Redis
from trustme import CA

from machine.ports import LOCALHOST
from online_store.renewed_connection import RenewedConnection
from servers.valkey import ValkeyServer
from tests.online_store.tls_front import tls_front


class Clock:
    """A clock that stands until it is moved."""

    now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@contextmanager
def client_of(port: int, authority: Path, clock: Clock) -> Iterator[Redis]:
    pool = ConnectionPool(
        connection_class=RenewedConnection,
        host=LOCALHOST,
        port=port,
        ssl_ca_certs=str(authority),
        longest_s=100.0,
        clock=clock,
    )
    with Redis.from_pool(pool) as client:
        yield client


@pytest.fixture
def renewed(valkey: ValkeyServer, authority: CA, tmp_path: Path) -> Iterator[tuple[Redis, Clock]]:
    """A client whose connection lives for 100 seconds of a clock."""
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    clock = Clock()
    with (
        tls_front(authority.issue_cert(LOCALHOST), valkey.port) as front,
        client_of(front.port, path, clock) as client,
    ):
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
