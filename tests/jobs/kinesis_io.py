"""Putting records on a stream and reading all of another one, as a test's two ends."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from jobs.fraud.job import FRAUD
from jobs.shared.execution import run_local
from jobs.shared.job import Job
from jobs.shared.settings import JobSettings
from servers.kinesis import KinesisServer
from tests.polling import polled

if TYPE_CHECKING:
    from mypy_boto3_kinesis.type_defs import PutRecordsRequestEntryTypeDef

_BATCH = 400
_BATCH_BYTES = 4_000_000
_POLL_S = 0.5


def put(server: KinesisServer, stream: str, records: Sequence[bytes]) -> None:
    """Put records in their order; the key spreads them over the shards."""
    client = server.client()
    for batch in _batches(records):
        entries: list[PutRecordsRequestEntryTypeDef] = [
            {"Data": data, "PartitionKey": str(number % 97)} for number, data in enumerate(batch)
        ]
        answer = client.put_records(StreamName=stream, Records=entries)
        if answer["FailedRecordCount"]:
            raise RuntimeError(f"{answer['FailedRecordCount']} records were not taken")
    client.close()


def _batches(records: Sequence[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for record in records:
        if len(batch) == _BATCH or sum(map(len, batch)) + len(record) > _BATCH_BYTES:
            yield batch
            batch = []
        batch.append(record)
    if batch:
        yield batch


class StreamReader:
    """Reads a stream from its beginning, all shards."""

    def __init__(self, server: KinesisServer, stream: str) -> None:
        self._client = server.client()
        shards = self._client.list_shards(StreamName=stream)["Shards"]
        self._iterators = [
            self._client.get_shard_iterator(
                StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            for shard in shards
        ]
        self.records: list[dict[str, Any]] = []

    def poll(self) -> None:
        """Take in what is there now."""
        for index, iterator in enumerate(self._iterators):
            answer = self._client.get_records(ShardIterator=iterator, Limit=10_000)
            self._iterators[index] = answer["NextShardIterator"]
            self.records += [json.loads(record["Data"]) for record in answer["Records"]]

    def distinct(self, field: str) -> int:
        """Number of different values of `field`: output is at-least-once."""
        return len({record[field] for record in self.records})

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def wait_for(readers: Sequence[StreamReader], enough: Callable[[], bool], timeout_s: float) -> None:
    """Poll `readers` until `enough`; the local server reads a long stream slowly."""

    def found_enough() -> bool:
        for reader in readers:
            reader.poll()
        return enough()

    def lacking() -> str:
        return f"the streams hold {[len(reader.records) for reader in readers]} records"

    polled(found_enough, timeout_s, lacking, _POLL_S)


@contextmanager
def running(settings: JobSettings, job: Job[Any, Any] = FRAUD) -> Iterator[None]:
    """The job in the background, cancelled at the end."""
    stop, faults = Event(), []

    def work() -> None:
        try:
            run_local(job, settings, None, stop)
        except Exception as error:  # noqa: BLE001 - shown by the test
            faults.append(error)

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(120)
        # Also when the test failed: what it waited for did not come because of the job's fault.
        if faults:
            raise faults[0]
