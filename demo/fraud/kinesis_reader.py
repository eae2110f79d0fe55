"""Reads all of a Kinesis stream, from its first record on, by polling."""

from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient

_MOST_RECORDS: Final = 1_000


class ReadRecord(NamedTuple):
    """The bytes of a record and when they were there to be read, on the monotonic clock."""

    data: bytes
    at_s: float


class StreamReader:
    """A reader of every shard of one stream.

    Args:
        client: of the Kinesis server.
        stream: name of the stream.
    """

    def __init__(self, client: "KinesisClient", stream: str) -> None:
        self._client = client
        shards = client.list_shards(StreamName=stream)["Shards"]
        self._iterators = [
            client.get_shard_iterator(
                StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            for shard in shards
        ]

    def poll(self) -> Iterator[ReadRecord]:
        """The records that are new since the last poll."""
        for number, iterator in enumerate(self._iterators):
            answer = self._client.get_records(ShardIterator=iterator, Limit=_MOST_RECORDS)
            at_s = monotonic()
            self._iterators[number] = answer["NextShardIterator"]
            for record in answer["Records"]:
                yield ReadRecord(record["Data"], at_s)
