"""Reads lists and candidates for who must not wait: a server on one thread, in one round trip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from redis.asyncio import Redis

from online_store.candidates import StoredCandidates, candidates_in
from online_store.errors import StoreDataError
from online_store.keys import CANDIDATES, LISTS, feature_key
from online_store.lists import LIST, StoredList, list_in
from online_store.stored_hash import StoredHash, reading_faults

Found = TypeVar("Found")

_CANDIDATES: Final = "candidates"


@dataclass(frozen=True)
class StoredForLists:
    """What the store has for a request; None of what it has not.

    Attributes:
        made: the newest list of the shopper.
        candidates: those of each owner that was asked for.
        unreadable: what it holds of them, but in a form that nobody reads.
    """

    made: StoredList | None
    candidates: tuple[StoredCandidates | None, ...]
    unreadable: tuple[str, ...] = ()


class AsyncListReader:
    """Reads what `ListReader` reads, and the candidates beside it.

    Args:
        client: connections to the store.
    """

    def __init__(self, client: Redis) -> None:
        self._client = client

    async def read(self, shopper: str | None, owners: Sequence[str]) -> StoredForLists:
        """The list of a shopper, and candidates.

        Args:
            shopper: key of the shopper, `user:ID` or `session:ID`; None: no list is read.
            owners: whose candidates, such as `user:ID`, `item:ID` or `category:NAME`.

        Raises:
            StoreUnavailable: if the store cannot be used now.
        """
        keys = [feature_key(CANDIDATES, owner) for owner in owners]
        if shopper is not None:
            keys.append(feature_key(LISTS, shopper))
        # Of several keys: a transaction would be of one place of a cluster.
        pipeline = self._client.pipeline(transaction=False)
        for key in keys:
            pipeline.hgetall(key)
            pipeline.ttl(key)
        with reading_faults("store"):
            replies = await pipeline.execute(raise_on_error=False)
        hashes = list(zip(replies[::2], replies[1::2], strict=True))
        unreadable: list[str] = []
        made = None
        if shopper is not None:
            made = _read(hashes.pop(), LIST, list_in, unreadable)
        candidates = [_read(one, _CANDIDATES, candidates_in, unreadable) for one in hashes]
        return StoredForLists(made, tuple(candidates), tuple(unreadable))


def _read(
    replies: tuple[Any, Any],
    what: str,
    found_in: Callable[[StoredHash], Found],
    unreadable: list[str],
) -> Found | None:
    fields, ttl_s = replies
    try:
        with reading_faults(what):
            for reply in replies:
                if isinstance(reply, Exception):
                    raise reply
        return found_in(StoredHash(what, fields, ttl_s)) if fields else None
    except StoreDataError:
        unreadable.append(what)
        return None
