"""A Kinesis stream from the command line: all that it holds now, and records put on it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from time import sleep
from typing import TYPE_CHECKING, Final

import boto3
import click
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from reporting.wording import counted

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient
    from mypy_boto3_kinesis.type_defs import PutRecordsRequestEntryTypeDef

_MOST_RECORDS: Final = 500
_MOST_BYTES: Final = 4_000_000
_PUT_TRIES: Final = 5
_BACK_OFF_S: Final = 0.5
_READ_PAUSE_S: Final = 0.2
"""A shard takes five reads a second, those of the job's consumers among them."""


@contextmanager
def kinesis_client(region: str | None, endpoint: str | None) -> Iterator["KinesisClient"]:
    """A client; what AWS refuses within the block ends the command with one line."""
    try:
        client = boto3.client(
            "kinesis",
            region_name=region,
            endpoint_url=endpoint,
            config=Config(retries={"mode": "standard", "total_max_attempts": 5}),
        )
        try:
            yield client
        finally:
            client.close()
    except (BotoCoreError, ClientError, ValueError) as error:
        raise click.ClickException(f"Kinesis: {error}") from None


def records_of(client: "KinesisClient", stream: str) -> Iterator[bytes]:
    """The records that `stream` holds, shard after shard, up to those of now.

    A shard is read to its end, or to a record that came after this began: a shard that records
    come to all the time has no end.
    """
    began = datetime.now(UTC)
    pages = client.get_paginator("list_shards").paginate(StreamName=stream)
    for page in pages:
        for shard in page["Shards"]:
            yield from _records_of_shard(client, stream, shard["ShardId"], began)


def _records_of_shard(
    client: "KinesisClient", stream: str, shard: str, until: datetime
) -> Iterator[bytes]:
    iterator: str | None = client.get_shard_iterator(
        StreamName=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    while iterator is not None:
        answer = client.get_records(ShardIterator=iterator)
        records = answer["Records"]
        yield from (record["Data"] for record in records)
        if records and records[-1]["ApproximateArrivalTimestamp"] > until:
            return
        if not answer.get("MillisBehindLatest") and not records:
            return
        iterator = answer.get("NextShardIterator")
        sleep(_READ_PAUSE_S)


def put_records(
    client: "KinesisClient", stream: str, keyed: Sequence[tuple[str, bytes]]
) -> Iterator[int]:
    """Puts (partition key, data) on `stream`; yields how many of them are on it, batch by batch.

    Raises:
        ClickException: Kinesis goes on refusing some; those before are on the stream.
    """
    done = 0
    while done < len(keyed):
        batch = _batch(keyed[done : done + _MOST_RECORDS])
        _put(client, stream, batch)
        done += len(batch)
        yield done


def _batch(keyed: Sequence[tuple[str, bytes]]) -> list["PutRecordsRequestEntryTypeDef"]:
    batch: list[PutRecordsRequestEntryTypeDef] = []
    size_bytes = 0
    for key, data in keyed:
        size_bytes += len(data) + len(key.encode())
        if batch and size_bytes > _MOST_BYTES:
            break
        batch.append({"Data": data, "PartitionKey": key})
    return batch


def _put(
    client: "KinesisClient", stream: str, batch: list["PutRecordsRequestEntryTypeDef"]
) -> None:
    waiting = batch
    for tried in range(1, _PUT_TRIES + 1):
        answers = client.put_records(StreamName=stream, Records=waiting)["Records"]
        refused = [
            (entry, answer["ErrorCode"])
            for entry, answer in zip(waiting, answers, strict=True)
            if "ErrorCode" in answer
        ]
        if not refused:
            return
        waiting = [entry for entry, _ in refused]
        sleep(_BACK_OFF_S * tried)
    raise click.ClickException(
        f"Kinesis: {stream}: {counted(len(waiting), 'record')} refused {_PUT_TRIES} times"
        f" ({refused[0][1]}); those before are on the stream"
    )
