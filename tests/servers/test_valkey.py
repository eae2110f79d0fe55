"""The embedded Valkey server can be stopped, killed, paused and restarted on its port."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from redis import Redis
from redis.exceptions import TimeoutError as RedisTimeoutError

from online_store.connection import StoreSettings, connect
from servers.leash import ServerError
from servers.valkey import ValkeyServer, valkey_server


@contextmanager
def client_of(server: ValkeyServer) -> Iterator[Redis]:
    with connect(StoreSettings(server.url, socket_timeout_ms=200), environ={}) as client:
        yield client


@pytest.mark.parametrize(("persistent", "kept"), [(True, "value"), (False, None)])
def test_a_killed_server_comes_back_on_its_port_with_its_data_only_if_persistent(
    persistent: bool,  # noqa: FBT001 - a parameter of the test
    kept: str | None,
) -> None:
    with valkey_server(persistent=persistent) as server, client_of(server) as client:
        client.set("key", "value")
        server.kill()
        server.start()
        assert client.get("key") == kept


def test_a_paused_server_takes_no_command_until_it_is_resumed() -> None:
    with valkey_server() as server, client_of(server) as client:
        server.pause()
        with pytest.raises(RedisTimeoutError):
            client.ping()
        server.resume()
        assert client.ping()


def test_a_server_with_an_unknown_setting_does_not_start_and_says_why() -> None:
    with (
        pytest.raises(ServerError, match="no-such-setting"),
        valkey_server(config={"no-such-setting": "1"}),
    ):
        pytest.fail("it started")


def test_a_stopped_server_can_be_stopped_again() -> None:
    with valkey_server() as server:
        server.stop()
        server.stop()


def test_a_running_server_cannot_be_started_again(valkey: ValkeyServer) -> None:
    with pytest.raises(ServerError, match="runs already"):
        valkey.start()
