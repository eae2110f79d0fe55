"""Reads the features of entities for who must not wait: a server on one thread."""

from collections.abc import Sequence

from redis.asyncio import Redis

from events.shared.feature_update import entity_id
from online_store.gathered_calls import GatheredCalls
from online_store.gathered_hashes import calls_for, hash_in
from online_store.keys import feature_key
from online_store.readable import ReadableEntity
from online_store.reader import StoredFeatures, features_in
from online_store.stored_hash import reading_faults


class AsyncFeatureReader:
    """Reads what `FeatureStoreReader` reads.

    Args:
        client: connections to the store.
    """

    def __init__(self, client: Redis) -> None:
        self._calls = GatheredCalls(client)

    async def read(self, entity: ReadableEntity, ids: Sequence[str]) -> StoredFeatures | None:
        """The features of an entity, None if the store has none.

        Args:
            entity: kind of the entity.
            ids: a value for each of its fields.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: naming the field whose stored text is not of its kind.
        """
        key = feature_key(entity.name, entity_id(ids))
        with reading_faults(entity.name):
            listed, ttl_s = await self._calls.run(*calls_for(key))
        stored = hash_in(entity.name, listed, ttl_s)
        return None if stored is None else features_in(stored, entity.kinds)

    async def answers(self) -> None:
        """Return if the store answers.

        Raises:
            StoreUnavailable: if it does not.
        """
        with reading_faults("store"):
            await self._calls.run(("PING",))
