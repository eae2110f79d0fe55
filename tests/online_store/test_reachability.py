"""Whether a store answers."""

from pathlib import Path

from machine.ports import free_ports
from online_store.connection import StoreSettings
from online_store.reachability import why_away
from servers.valkey import valkey_server


def test_a_store_that_answers_is_not_away(tmp_path: Path) -> None:
    with valkey_server(folder=tmp_path) as server:
        assert why_away(StoreSettings(server.url, 10_000, 10_000)) is None


def test_a_store_that_is_not_there_is_away_with_the_reason() -> None:
    (port,) = free_ports(1)
    assert "Connection refused" in str(why_away(StoreSettings(f"redis://127.0.0.1:{port}")))
