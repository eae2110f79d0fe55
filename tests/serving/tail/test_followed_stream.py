"""Following a Kinesis stream, through what Kinesis refuses."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from servers.kinesis import KinesisServer
from serving.shared.tail.followed_stream import FollowedStream
from serving.shared.tail.source import Polled
from tests.jobs.kinesis_io import put

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

EXPIRED = "ExpiredIteratorException"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def client(kinesis: KinesisServer) -> Iterator["KinesisClient"]:
    found = kinesis.client()
    yield found
    found.close()


def _refuses(client: "KinesisClient", code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next request for records is refused; an iterator that has expired for ever."""
    as_it_was = client.get_records
    expired: list[str] = []

    def refused(**asked: Any) -> Any:  # noqa: ANN401 - of the client
        if expired and (code != EXPIRED or asked["ShardIterator"] not in expired):
            return as_it_was(**asked)
        expired.append(asked["ShardIterator"])
        kind = client.exceptions.ExpiredIteratorException if code == EXPIRED else ClientError
        raise kind({"Error": {"Code": code, "Message": "4111111111111111"}}, "GetRecords")

    monkeypatch.setattr(client, "get_records", refused)


def test_records_of_all_shards_come_once_from_a_time_on(
    kinesis: KinesisServer, client: "KinesisClient", make_stream: Callable[[str, int], str]
) -> None:
    stream = make_stream("followed", 2)
    put(kinesis, stream, [b"before 1", b"before 2"])
    now_on = FollowedStream(client, stream, wait=lambda _: None)
    since = FollowedStream(client, stream, LONG_AGO, wait=lambda _: None)
    assert now_on.poll().records == []
    assert sorted(since.poll().records) == [b"before 1", b"before 2"]
    put(kinesis, stream, [b"after"])
    assert (now_on.poll().records, since.poll().records) == ([b"after"], [b"after"])


@pytest.mark.parametrize(
    ("code", "failures"),
    [(EXPIRED, 0), ("ProvisionedThroughputExceededException", 1)],
)
def test_what_kinesis_refuses_is_read_later(  # noqa: PLR0913 - fixtures
    *,
    kinesis: KinesisServer,
    client: "KinesisClient",
    make_stream: Callable[[str, int], str],
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    failures: int,
) -> None:
    stream = make_stream("refused", 1)
    pauses: list[float] = []
    followed = FollowedStream(client, stream, LONG_AGO, wait=pauses.append)
    put(kinesis, stream, [b"1"])
    assert followed.poll().records == [b"1"]
    put(kinesis, stream, [b"2"])
    _refuses(client, code, monkeypatch)
    refused = followed.poll()
    assert refused.records == []
    assert refused.fault == (f"stream {stream}: {code}" if failures else None)
    assert followed.poll() == Polled([b"2"], fault=None)
    assert followed.failures == failures
    assert (max(pauses) > 1) == bool(failures)


def test_a_stream_that_is_not_there_yet_is_waited_for(
    kinesis: KinesisServer, client: "KinesisClient"
) -> None:
    followed = FollowedStream(client, "later", LONG_AGO, wait=lambda _: None)
    polled = followed.poll()
    assert (polled.has_more, polled.fault) == (True, "stream later: ResourceNotFoundException")
    kinesis.create_stream("later", 1)
    put(kinesis, "later", [b"1"])
    assert followed.poll().records == [b"1"]


def test_why_a_stream_cannot_be_reached_is_told_once_and_without_where_it_is(
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = "http://user:secret@127.0.0.1:1"

    class Unreachable:
        def get_paginator(self, _: str) -> None:
            raise EndpointConnectionError(endpoint_url=url)

    unreachable = cast("KinesisClient", Unreachable())
    followed = FollowedStream(unreachable, "away", LONG_AGO, wait=lambda _: None)
    polled = [followed.poll() for _ in range(2)]
    assert [one.fault for one in polled] == ["stream away: EndpointConnectionError"] * 2
    # The follower tells it.
    assert caplog.records == []
