"""What the writer and the reader do when the store is away, full, locked or on a cluster."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import cast

import pytest
from redis import Redis
from redis.exceptions import BusyLoadingError

from machine.ports import free_ports
from online_store.address import PASSWORD_VARIABLE
from online_store.connection import StoreSettings, connect
from online_store.errors import StoreUnavailable
from online_store.reader import FeatureStoreReader
from online_store.script_calls import replies
from online_store.writer import FeatureStoreWriter, WriteResult
from servers.valkey import ValkeyServer, valkey_server
from tests.online_store.updates import update

PATIENT_MS = 10_000
"""Longer than a busy machine keeps a server from answering."""


@contextmanager
def client_of(url: str, password: str | None = None, wait_ms: int = PATIENT_MS) -> Iterator[Redis]:
    settings = StoreSettings(url, connect_timeout_ms=wait_ms, socket_timeout_ms=wait_ms)
    environ = {} if password is None else {PASSWORD_VARIABLE: password}
    with connect(settings, environ=environ) as client:
        yield client


@pytest.fixture
def server() -> Iterator[ValkeyServer]:
    with valkey_server() as started:
        yield started


def test_a_server_that_lost_the_script_in_a_restart_gets_it_again(server: ValkeyServer) -> None:
    with client_of(server.url) as client:
        writer = FeatureStoreWriter(client, ttl_s=60)
        writer.write([update(1)])
        server.kill()
        server.start()
        batch = [update(2), update(2, entity_id="c2")]
        assert writer.write(batch) == WriteResult(written=2, stale=0)
        assert client.hget("features:card:c1", "n") == "2"


def test_a_server_that_flushed_its_scripts_gets_the_script_again(store: Redis) -> None:
    writer = FeatureStoreWriter(store, ttl_s=60)
    writer.write([update(2)])
    store.script_flush()
    assert writer.write([update(1), update(1, entity_id="c2")]) == WriteResult(written=1, stale=1)


def test_a_store_that_nobody_serves_is_unavailable() -> None:
    (port,) = free_ports(1)
    with client_of(f"redis://127.0.0.1:{port}") as client:
        with pytest.raises(StoreUnavailable, match="refused"):
            FeatureStoreWriter(client, ttl_s=60).write([update(1)])
        with pytest.raises(StoreUnavailable, match="refused"):
            FeatureStoreReader(client, {}).read("card", "c1")


def test_a_store_that_hangs_is_unavailable_after_the_timeout(server: ValkeyServer) -> None:
    with client_of(server.url, wait_ms=200) as client:
        server.pause()
        with pytest.raises(StoreUnavailable, match=r"[Tt]imeout"):
            FeatureStoreWriter(client, ttl_s=60).write([update(1)])


def test_replies_that_come_after_a_timeout_are_not_taken_for_those_of_the_next_batch(
    server: ValkeyServer,
) -> None:
    with client_of(server.url, wait_ms=1_500) as client:
        writer = FeatureStoreWriter(client, ttl_s=60)
        writer.write([update(2)])
        server.pause()
        with pytest.raises(StoreUnavailable):
            writer.write([update(3), update(3, entity_id="c2")])
        server.resume()
        assert writer.write([update(1)]) == WriteResult(written=0, stale=1)
        assert writer.write([update(4)]) == WriteResult(written=1, stale=0)


def test_what_was_not_written_in_an_outage_can_be_written_after_it(server: ValkeyServer) -> None:
    with client_of(server.url) as client:
        writer = FeatureStoreWriter(client, ttl_s=60)
        server.stop()
        with pytest.raises(StoreUnavailable):
            writer.write([update(1)])
        server.start()
        assert writer.write([update(1)]) == WriteResult(written=1, stale=0)


def test_a_full_store_is_unavailable_and_keeps_the_hash_it_has(server: ValkeyServer) -> None:
    with client_of(server.url) as client:
        writer = FeatureStoreWriter(client, ttl_s=60)
        writer.write([update(1)])
        client.config_set("maxmemory", "1")
        with pytest.raises(StoreUnavailable, match=r"OOM|memory"):
            writer.write([update(2)])
        assert client.hget("features:card:c1", "n") == "1"


def test_a_full_store_is_unavailable_also_where_it_has_lost_the_script(
    server: ValkeyServer,
) -> None:
    with client_of(server.url) as client:
        client.config_set("maxmemory", "1")
        with pytest.raises(StoreUnavailable, match=r"OOM|memory"):
            FeatureStoreWriter(client, ttl_s=60).write([update(1)])


def test_a_read_only_replica_is_unavailable_for_writing(server: ValkeyServer) -> None:
    with client_of(server.url) as client:
        client.replicaof("127.0.0.1", server.port)
        with pytest.raises(StoreUnavailable):
            FeatureStoreWriter(client, ttl_s=60).write([update(1)])


@pytest.mark.parametrize(
    ("user", "password"), [("", None), ("user@", "wrong-password"), ("", "wrong-password")]
)
def test_a_store_that_does_not_take_the_password_is_unavailable_and_the_error_hides_it(
    user: str, password: str | None
) -> None:
    with valkey_server(config={"requirepass": "right-password"}) as server:
        url = server.url.replace("redis://", f"redis://{user}")
        with client_of(url, password) as client, pytest.raises(StoreUnavailable) as caught:
            FeatureStoreWriter(client, ttl_s=60).write([update(1)])
    assert "password@" not in str(caught.value)
    assert "wrong-password" not in f"{caught.value!r} {caught.value.__cause__!r} {client!r}"


def test_a_user_without_the_permission_to_write_finds_the_store_unavailable(
    server: ValkeyServer,
) -> None:
    with client_of(server.url) as admin:
        admin.acl_setuser("reader", enabled=True, passwords=["+pw"], categories=["+@read"])
    url = server.url.replace("redis://", "redis://reader@")
    with client_of(url, "pw") as client, pytest.raises(StoreUnavailable):
        FeatureStoreWriter(client, ttl_s=60).write([update(1)])


def test_a_cluster_server_takes_a_batch_whose_keys_lie_in_different_slots() -> None:
    (bus_port,) = free_ports(1)
    config = {"cluster-enabled": "yes", "cluster-port": str(bus_port)}
    with valkey_server(config=config) as server, client_of(server.url) as client:
        client.cluster("ADDSLOTSRANGE", 0, 16_383)
        while client.cluster("INFO")["cluster_state"] != "ok":
            time.sleep(0.05)
        batch = [update(1, entity_id=f"c{number}") for number in range(50)]
        assert FeatureStoreWriter(client, ttl_s=60).write(batch) == WriteResult(50, 0)
        stored = FeatureStoreReader(client, {"n": "int"}).read("card", "c17")
        assert stored is not None
        assert stored.values == {"n": 1}


class LoadingConnection:
    """A connection to a server that answers every call that it is loading."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def get_connection(self) -> "LoadingConnection":
        return self

    def send_packed_command(self, _parts: list[bytes]) -> None:
        self.done.append("sent")

    def read_response(self) -> None:
        self.done.append("read")
        raise BusyLoadingError("LOADING")

    def disconnect(self) -> None:
        self.done.append("disconnected")

    def release(self, connection: "LoadingConnection") -> None:
        assert connection is self
        self.done.append("released")


def test_a_connection_with_replies_that_nobody_has_read_is_closed_before_it_is_given_back() -> None:
    connection = LoadingConnection()
    client = SimpleNamespace(connection_pool=connection)
    with pytest.raises(BusyLoadingError):
        replies(cast("Redis", client), [b"first", b"second"])
    assert connection.done == ["sent", "read", "disconnected", "released"]
