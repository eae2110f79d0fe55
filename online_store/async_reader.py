"""Reads the features of entities for who must not wait: a server on one thread.

What is asked for at about the same time goes to the store in one round trip: a call of the client
costs the server several times what its answer does.

::

    read --+
    read --+-- until the loop turns --> one pipeline --> each its own answer
    read --+
"""

from asyncio import Future, Task, get_running_loop
from collections.abc import Sequence
from typing import Any, Final

from redis.asyncio import Redis

from events.shared.feature_update import entity_id
from online_store.keys import feature_key
from online_store.readable import ReadableEntity
from online_store.reader import StoredFeatures, features_in
from online_store.stored_hash import StoredHash, reading_faults

_GONE: Final = -2
"""What a server says of the time to live of a key that is not there."""

Asked = tuple[str, "Future[tuple[dict[str, str], int]]"]
"""A key, and where its fields and its seconds to live are waited for."""


class AsyncFeatureReader:
    """Reads what `FeatureStoreReader` reads.

    Args:
        client: connections to the store.
    """

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._asked: list[Asked] = []
        self._under_way: set[Task[None]] = set()

    async def read(self, entity: ReadableEntity, ids: Sequence[str]) -> StoredFeatures | None:
        """The features of an entity, None if the store has none.

        Args:
            entity: kind of the entity.
            ids: a value for each of its fields.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: naming the field whose stored text is not of its kind.
        """
        loop = get_running_loop()
        answer: Future[tuple[dict[str, str], int]] = loop.create_future()
        if not self._asked:
            loop.call_soon(self._send)
        self._asked.append((feature_key(entity.name, entity_id(ids)), answer))
        with reading_faults(entity.name):
            fields, ttl_s = await answer
        if not fields or ttl_s == _GONE:
            return None
        return features_in(StoredHash(entity.name, fields, ttl_s), entity.kinds)

    async def answers(self) -> None:
        """Return if the store answers.

        Raises:
            StoreUnavailable: if it does not.
        """
        with reading_faults("store"):
            await self._client.ping()

    def _send(self) -> None:
        asked, self._asked = self._asked, []
        task = get_running_loop().create_task(self._exchange(asked))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _exchange(self, asked: Sequence[Asked]) -> None:
        # No transaction: on a cluster it takes keys of one slot only, and the one thing that may
        # happen between two of its commands is that a hash expires.
        pipeline = self._client.pipeline(transaction=False)
        for key, _ in asked:
            pipeline.hgetall(key)
            pipeline.ttl(key)
        try:
            replies: list[Any] = await pipeline.execute(raise_on_error=False)
        except Exception as error:  # noqa: BLE001 - whatever it is, who waits must be told
            replies = [error] * (2 * len(asked))
        for (_, answer), fields, ttl_s in zip(asked, replies[::2], replies[1::2], strict=True):
            # Who asked may have gone.
            if answer.done():
                continue
            fault = next((one for one in (fields, ttl_s) if isinstance(one, Exception)), None)
            if fault is None:
                answer.set_result((fields, ttl_s))
            else:
                answer.set_exception(fault)
