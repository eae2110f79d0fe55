"""Reads the features of entities for who must not wait: a server on one thread."""

from collections.abc import Sequence

from redis.asyncio import Redis

from events.shared.feature_update import entity_id
from online_store.keys import feature_key
from online_store.readable import ReadableEntity
from online_store.reader import StoredFeatures, features_in
from online_store.stored_hash import StoredHash, reading_faults


class AsyncFeatureReader:
    """Reads what `FeatureStoreReader` reads.

    Args:
        client: connections to the store.
    """

    def __init__(self, client: Redis) -> None:
        self._client = client

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
        pipeline = self._client.pipeline(transaction=True)
        pipeline.hgetall(key)
        pipeline.ttl(key)
        with reading_faults(entity.name):
            fields, ttl_s = await pipeline.execute()
        return features_in(StoredHash(entity.name, fields, ttl_s), entity.kinds) if fields else None

    async def answers(self) -> None:
        """Return if the store answers.

        Raises:
            StoreUnavailable: if it does not.
        """
        with reading_faults("store"):
            await self._client.ping()
