"""The local Kinesis server does what the job's source and sink ask of Kinesis."""

import json
import os
from base64 import b64decode
from collections.abc import Callable
from urllib.request import Request, urlopen

from botocore.eventstream import EventStreamBuffer

from servers.kinesis import KinesisServer
from tests.servers.listening import listening

MakeStream = Callable[[str, int], str]
RECORDS = [f"record {number}".encode() for number in range(20)]
# boto3 wants a first event that this server does not send, so the test speaks HTTP; the server
# looks for a signature, not at it.
SIGNATURE = (
    "AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/kinesis/aws4_request, "
    "SignedHeaders=host, Signature=0"
)


def put(kinesis: KinesisServer, stream: str) -> None:
    client = kinesis.client()
    entries = [{"Data": record, "PartitionKey": record.decode()} for record in RECORDS]
    answer = client.put_records(StreamName=stream, Records=entries)  # type: ignore[arg-type]
    client.close()
    assert answer["FailedRecordCount"] == 0


def shard_ids(kinesis: KinesisServer, stream: str) -> list[str]:
    client = kinesis.client()
    shards = client.list_shards(StreamName=stream)["Shards"]
    client.close()
    return [shard["ShardId"] for shard in shards]


def first_pushed_records(kinesis: KinesisServer, consumer_arn: str, shard_id: str) -> list[bytes]:
    """The records of the first event that SubscribeToShard pushes."""
    start = {"Type": "TRIM_HORIZON"}
    body = {"ConsumerARN": consumer_arn, "ShardId": shard_id, "StartingPosition": start}
    headers = {
        "X-Amz-Target": "Kinesis_20131202.SubscribeToShard",
        "X-Amz-Date": "20200101T000000Z",
        "Content-Type": "application/x-amz-json-1.1",
        "Authorization": SIGNATURE,
    }
    request = Request(kinesis.endpoint, json.dumps(body).encode(), headers)
    with urlopen(request, timeout=30) as response:
        events = EventStreamBuffer()
        while True:
            events.add_data(response.read1(65_536))
            for event in events:
                return [b64decode(each["Data"]) for each in json.loads(event.payload)["Records"]]


def test_a_stream_has_the_shards_that_were_asked_for(
    kinesis: KinesisServer, make_stream: MakeStream
) -> None:
    assert len(shard_ids(kinesis, make_stream("shards", 3))) == 3


def test_records_that_were_put_are_polled_from_the_shards(
    kinesis: KinesisServer, make_stream: MakeStream
) -> None:
    stream = make_stream("polled", 2)
    put(kinesis, stream)
    client = kinesis.client()
    got = []
    for shard_id in shard_ids(kinesis, stream):
        iterator = client.get_shard_iterator(
            StreamName=stream, ShardId=shard_id, ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        got += [each["Data"] for each in client.get_records(ShardIterator=iterator)["Records"]]
    client.close()
    assert sorted(got) == sorted(RECORDS)


def test_records_that_were_put_are_pushed_to_a_registered_consumer(
    kinesis: KinesisServer, make_stream: MakeStream
) -> None:
    stream = make_stream("pushed", 1)
    put(kinesis, stream)
    consumer_arn = kinesis.register_consumer(stream, "test")
    (shard_id,) = shard_ids(kinesis, stream)
    assert first_pushed_records(kinesis, consumer_arn, shard_id) == RECORDS


def test_only_this_machine_reaches_it(kinesis: KinesisServer) -> None:
    port = int(kinesis.endpoint.rpartition(":")[2])
    reached = listening(os.getpid(), port)
    assert [str(address) for address in reached] == ["127.0.0.1"]


def test_a_test_sees_no_stream_of_another_name(make_stream: MakeStream) -> None:
    assert make_stream("same", 1) != make_stream("same", 1)
