"""Whole hashes of the store by gathered calls: what is asked, and what the replies hold.

No transaction: on a cluster it takes keys of one slot only, and the one thing that may happen
between the two calls for a hash is that it expires.
"""

from collections.abc import Sequence
from typing import Final

from online_store.gathered_calls import Call, pairs
from online_store.stored_hash import StoredHash

_GONE: Final = -2
"""What a server says of the time to live of a key that is not there."""


def calls_for(key: str) -> tuple[Call, Call]:
    """What is asked of the hash of a key; it has two replies."""
    return ("HGETALL", key), ("TTL", key)


def hash_in(what: str, listed: Sequence[str], ttl_s: int) -> StoredHash | None:
    """The hash that the two replies hold, None where the store has none.

    Args:
        what: a word for what it is of.
        listed: names and values of its fields in turn.
        ttl_s: seconds until the store forgets it.

    >>> hash_in("card", ["count", "3"], 60)
    StoredHash(what='card', fields={'count': '3'}, ttl_s=60)
    """
    if not listed or ttl_s == _GONE:
        return None
    return StoredHash(what, pairs(listed), ttl_s)
