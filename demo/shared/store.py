"""The store that a demo's job writes to: one of its own, or one that others use too."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from online_store.keys import KEY_PREFIX
from servers.valkey import valkey_server

_READ_AT_ONCE: Final = 1_000


@contextmanager
def store_at(url: str | None) -> Iterator[str]:
    """The address of the store at `url`, or of an embedded one where it is None."""
    if url is not None:
        yield url
        return
    with valkey_server() as server:
        yield server.url


def hash_counts(client: Any) -> Counter[str]:  # noqa: ANN401 - a client of the store
    """Hashes by kind: of features the name of the entity, of others the prefix of their keys."""
    counts: Counter[str] = Counter()
    for key in client.scan_iter(count=_READ_AT_ONCE):
        prefix, kind, *_ = key.split(":")
        counts[kind if prefix == KEY_PREFIX else prefix] += 1
    return counts
