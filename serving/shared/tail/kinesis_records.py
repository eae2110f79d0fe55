"""Reads what comes onto a Kinesis stream from now on, all shards, through a reshard too.

LATEST --> GetRecords, one a shard and poll --> shard closed? its children from their start
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient


class StreamTail:
    """The records of a stream that are put after this has been made.

    Args:
        client: of Kinesis.
        stream: name of the stream.
    """

    def __init__(self, client: "KinesisClient", stream: str) -> None:
        self._client = client
        self._stream = stream
        self._iterators: dict[str, str] = {}
        self._known: set[str] = set()
        self._follow_new_shards("LATEST")

    def poll(self) -> Iterator[bytes]:
        """The records that are new since the last poll, as far as one request a shard goes."""
        closed = False
        for shard, iterator in list(self._iterators.items()):
            answer = self._client.get_records(ShardIterator=iterator)
            following = answer.get("NextShardIterator")
            if following is None:
                del self._iterators[shard]
                closed = True
            else:
                self._iterators[shard] = following
            yield from (record["Data"] for record in answer["Records"])
        if closed:
            # All of a child's records come after the parent's, so none is missed or read twice.
            self._follow_new_shards("TRIM_HORIZON")

    def _follow_new_shards(self, start: Literal["LATEST", "TRIM_HORIZON"]) -> None:
        for shard in self._shard_ids():
            if shard in self._known:
                continue
            self._known.add(shard)
            self._iterators[shard] = self._client.get_shard_iterator(
                StreamName=self._stream, ShardId=shard, ShardIteratorType=start
            )["ShardIterator"]

    def _shard_ids(self) -> Iterator[str]:
        pages = self._client.get_paginator("list_shards").paginate(StreamName=self._stream)
        for page in pages:
            yield from (shard["ShardId"] for shard in page["Shards"])
