"""What the newest update of every entity takes in a real server: memory, time, what is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import mean
from typing import Any, Final

import msgspec
from redis import Redis

from events.shared.feature_update import FeatureUpdate
from events.shared.time_units import DAY_S
from online_store.connection import StoreSettings, connect
from online_store.hash_fields import hash_fields
from online_store.writer import FeatureStoreWriter
from servers.valkey import valkey_server

_TTL_S: Final = 35 * DAY_S
_BATCH: Final = 100
_KB: Final = 1024


@dataclass(frozen=True)
class StoreFigures:
    """What updates take in a server.

    Attributes:
        hash_bytes: by entity, memory of one hash.
        update_kb: kilobytes, each update's rounded up, that one sends.
        update_server_us: time that the server needs for one.
    """

    hash_bytes: dict[str, float]
    update_kb: float
    update_server_us: float


def store_figures(updates: Sequence[FeatureUpdate]) -> StoreFigures:
    """What the newest update of every entity takes in a real server."""
    if not updates:
        return StoreFigures({}, 0.0, 0.0)
    of_entity: dict[str, list[FeatureUpdate]] = {}
    for update in updates:
        of_entity.setdefault(update.entity, []).append(update)
    with valkey_server() as server, connect(StoreSettings(server.url), environ={}) as client:
        # What the server keeps since its first commands is no hash.
        _hash_bytes(client, updates[:_BATCH])
        client.execute_command("FLUSHDB", "SYNC")
        hash_bytes = {entity: _hash_bytes(client, found) for entity, found in of_entity.items()}
        server_us = _usec_per_call(client, "evalsha")
    sent = [len(msgspec.msgpack.encode(hash_fields(update))) for update in updates]
    return StoreFigures(hash_bytes, mean(ceil(size / _KB) for size in sent), server_us)


def _hash_bytes(client: Redis, updates: Sequence[FeatureUpdate]) -> float:
    """Growth of what the server stores for one of `updates`."""
    before = stored_bytes(client)
    store_all(client, updates)
    return (stored_bytes(client) - before) / len(updates)


def store_all(client: Redis, updates: Sequence[FeatureUpdate]) -> None:
    """Bring updates to a server as the job does, some at once."""
    writer = FeatureStoreWriter(client, _TTL_S)
    for start in range(0, len(updates), _BATCH):
        writer.write(updates[start : start + _BATCH])


def stored_bytes(client: Redis) -> int:
    """Memory of the server for what it stores, without the index of the keys.

    A connection keeps a buffer for what it has sent, and the server finds out only some times a
    second how large that is. So a new connection asks, and its memory is not subtracted.
    """
    client.script_flush(sync_type="SYNC")
    client.connection_pool.disconnect()
    memory: Any = client.info("memory")
    return int(memory["used_memory_dataset"]) + int(memory["mem_clients_normal"])


def _usec_per_call(client: Redis, command: str) -> float:
    stats: Any = client.info("commandstats")
    return float(stats[f"cmdstat_{command}"]["usec_per_call"])
