"""Reads what comes onto a Kinesis stream, all shards, through a reshard too.

start --> GetRecords, one a shard and poll --> shard closed? its children from their start
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient
    from mypy_boto3_kinesis.type_defs import GetShardIteratorInputTypeDef

Start = Literal["LATEST", "TRIM_HORIZON", "AT_TIMESTAMP", "AFTER_SEQUENCE_NUMBER"]

_MOST_RECORDS: Final = 1_000
"""Of one request, some milliseconds of work; a shard takes five requests a second."""


class StreamTail:
    """The records of a stream that are put after this has been made.

    Args:
        client: of Kinesis.
        stream: name of the stream.
        since: also those that were put since then.

    Attributes:
        is_behind: whether there was more to read at the last poll.
    """

    def __init__(self, client: "KinesisClient", stream: str, since: datetime | None = None) -> None:
        self._client = client
        self._stream = stream
        self._iterators: dict[str, str] = {}
        self._last_read: dict[str, str] = {}
        self._known: set[str] = set()
        self._since = datetime.now(UTC) if since is None else since
        self._has_closed = False
        self.is_behind = False
        self._follow_new_shards("LATEST" if since is None else "AT_TIMESTAMP")

    def poll(self) -> Iterator[bytes]:
        """The records that are new since the last poll, as far as one request a shard goes.

        What was read before an error of Kinesis is not read again.
        """
        self.is_behind = False
        for shard, iterator in list(self._iterators.items()):
            try:
                answer = self._client.get_records(ShardIterator=iterator, Limit=_MOST_RECORDS)
            except self._client.exceptions.ExpiredIteratorException:
                self._iterators[shard] = self._renewed(shard)
                continue
            following = answer.get("NextShardIterator")
            if following is None:
                del self._iterators[shard]
                self._has_closed = True
            else:
                self._iterators[shard] = following
            records = answer["Records"]
            if records:
                self._last_read[shard] = records[-1]["SequenceNumber"]
            self.is_behind |= answer.get("MillisBehindLatest", 0) > 0
            yield from (record["Data"] for record in records)
        if self._has_closed:
            # All of a child's records come after the parent's, so none is missed or read twice.
            self._follow_new_shards("TRIM_HORIZON")
            self._has_closed = False

    def _follow_new_shards(self, start: Start) -> None:
        for shard in self._shard_ids():
            if shard not in self._known:
                self._known.add(shard)
                self._iterators[shard] = self._iterator(shard, start)

    def _iterator(self, shard: str, start: Start, last_read: str | None = None) -> str:
        request: GetShardIteratorInputTypeDef = {
            "StreamName": self._stream,
            "ShardId": shard,
            "ShardIteratorType": start,
        }
        if start == "AT_TIMESTAMP":
            request["Timestamp"] = self._since
        if last_read is not None:
            request["StartingSequenceNumber"] = last_read
        return self._client.get_shard_iterator(**request)["ShardIterator"]

    def _renewed(self, shard: str) -> str:
        """An iterator in the place of one that nobody used for five minutes."""
        last_read = self._last_read.get(shard)
        if last_read is None:
            return self._iterator(shard, "AT_TIMESTAMP")
        return self._iterator(shard, "AFTER_SEQUENCE_NUMBER", last_read)

    def _shard_ids(self) -> Iterator[str]:
        pages = self._client.get_paginator("list_shards").paginate(StreamName=self._stream)
        for page in pages:
            yield from (shard["ShardId"] for shard in page["Shards"])
