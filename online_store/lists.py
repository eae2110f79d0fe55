"""Reads the newest list of a shopper back, as it was made."""

from dataclasses import dataclass
from typing import Final

import msgspec
from redis import Redis

from events.recommendations.recommendation_list import RecommendedItem
from online_store.errors import StoreDataError
from online_store.hash_fields import EVENT_TIME_FIELD, SCHEMA_VERSION_FIELD
from online_store.keys import LISTS, feature_key
from online_store.stored_hash import StoredHash, read_hash

LIST: Final = "list"
"""What a list is called in messages."""

_ITEMS: Final = msgspec.json.Decoder(tuple[RecommendedItem, ...])


@dataclass(frozen=True)
class StoredList:
    """The newest list of one shopper.

    Attributes:
        list_id: that its consumers know it by.
        event_time_ms: time of the event that it was made at.
        items: best first.
        variant: arm of the experiment that the shopper is in.
        schema_version: version of the contract of lists.
        definitions: sha256 of the definitions that it was made by.
        ranker: of the model that ordered it, `NAME@VERSION`; None where there is none.
        rules: that changed it, each as `NAME@VERSION`.
        job_version: of the job that made it.
        ttl_s: seconds until the store forgets it.
    """

    list_id: str
    event_time_ms: int
    items: tuple[RecommendedItem, ...]
    variant: str
    schema_version: int
    definitions: str
    ranker: str | None
    rules: tuple[str, ...]
    job_version: str
    ttl_s: int


class ListReader:
    """Reads the hashes `recommendations:user:ID` and `recommendations:session:ID`.

    Args:
        client: connection to the store.
    """

    def __init__(self, client: Redis) -> None:
        self._client = client

    def read(self, shopper: str) -> StoredList | None:
        """The list of a shopper, None if the store has none.

        Args:
            shopper: the key of the shopper, `user:ID` or `session:ID`.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: naming the field that is missing or holds something else.
        """
        stored = read_hash(self._client, feature_key(LISTS, shopper), LIST)
        return None if stored is None else list_in(stored)


def list_in(stored: StoredHash) -> StoredList:
    """The list that a hash holds.

    Raises:
        StoreDataError: naming the field that is missing or holds something else.
    """
    rules = stored.value("rules", "list") or ()
    return StoredList(
        list_id=stored.text("list_id"),
        event_time_ms=stored.time_ms(EVENT_TIME_FIELD),
        items=_items(stored),
        variant=stored.text("variant"),
        schema_version=stored.number(SCHEMA_VERSION_FIELD),
        definitions=stored.text("definitions"),
        ranker=stored.optional_text("ranker"),
        rules=tuple(map(str, rules)) if isinstance(rules, tuple) else (),
        job_version=stored.text("job_version"),
        ttl_s=stored.ttl_s,
    )


def _items(stored: StoredHash) -> tuple[RecommendedItem, ...]:
    try:
        return _ITEMS.decode(stored.text("items"))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise StoreDataError("list field items: stored text is no list of items") from error
