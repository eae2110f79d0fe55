"""Reads lists and candidates for who must not wait: a server on one thread.

What requests of the same moment read is one round trip.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, TypeVar

from redis.asyncio import Redis

from online_store.candidates import StoredCandidates, candidates_in
from online_store.errors import StoreDataError
from online_store.gathered_calls import GatheredCalls
from online_store.gathered_hashes import calls_for, hash_in
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
        self._calls = GatheredCalls(client)

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
        with reading_faults("store"):
            replies = await self._calls.replies(*chain.from_iterable(map(calls_for, keys)))
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
    try:
        with reading_faults(what):
            for reply in replies:
                if isinstance(reply, Exception):
                    raise reply
        stored = hash_in(what, *replies)
        return None if stored is None else found_in(stored)
    except StoreDataError:
        unreadable.append(what)
        return None
