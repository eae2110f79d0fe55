"""Reads what comes onto a Kinesis stream, all shards, through a reshard too.

start --> GetRecords, one a shard and poll --> shard closed? its children from their start
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient


class StreamTail:
    """The records of a stream that are put after this has been made.

    Args:
        client: of Kinesis.
        stream: name of the stream.
        since: also those that were put since then.
    """

    def __init__(self, client: "KinesisClient", stream: str, since: datetime | None = None) -> None:
        self._client = client
        self._stream = stream
        self._iterators: dict[str, str] = {}
        self._last_read: dict[str, str] = {}
        self._known: set[str] = set()
        self._since = since
        self.is_behind = False
        self._follow_new_shards("LATEST" if since is None else "AT_TIMESTAMP")

    def poll(self) -> Iterator[bytes]:
        """The records that are new since the last poll, as far as one request a shard goes."""
        closed = False
        self.is_behind = False
        for shard, iterator in list(self._iterators.items()):
            try:
                answer = self._client.get_records(ShardIterator=iterator)
            except self._client.exceptions.ExpiredIteratorException:
                self._go_on(shard)
                continue
            following = answer.get("NextShardIterator")
            if following is None:
                del self._iterators[shard]
                closed = True
            else:
                self._iterators[shard] = following
            records = answer["Records"]
            if records:
                self._last_read[shard] = records[-1]["SequenceNumber"]
            self.is_behind |= answer.get("MillisBehindLatest", 0) > 0
            yield from (record["Data"] for record in records)
        if closed:
            # All of a child's records come after the parent's, so none is missed or read twice.
            self._follow_new_shards("TRIM_HORIZON")

    def _follow_new_shards(self, start: Literal["LATEST", "TRIM_HORIZON", "AT_TIMESTAMP"]) -> None:
        for shard in self._shard_ids():
            if shard in self._known:
                continue
            self._known.add(shard)
            at = {} if self._since is None else {"Timestamp": self._since}
            self._iterators[shard] = self._client.get_shard_iterator(
                StreamName=self._stream,
                ShardId=shard,
                ShardIteratorType=start,
                **(at if start == "AT_TIMESTAMP" else {}),
            )["ShardIterator"]

    def _go_on(self, shard: str) -> None:
        """A new iterator for one that nobody used for five minutes."""
        last = self._last_read.get(shard)
        after = {} if last is None else {"StartingSequenceNumber": last}
        self._iterators[shard] = self._client.get_shard_iterator(
            StreamName=self._stream,
            ShardId=shard,
            ShardIteratorType="TRIM_HORIZON" if last is None else "AFTER_SEQUENCE_NUMBER",
            **after,
        )["ShardIterator"]

    def _shard_ids(self) -> Iterator[str]:
        pages = self._client.get_paginator("list_shards").paginate(StreamName=self._stream)
        for page in pages:
            yield from (shard["ShardId"] for shard in page["Shards"])
