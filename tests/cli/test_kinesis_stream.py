"""A stream read to what it holds now, and records put on it, with a stand-in for Kinesis."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click
import pytest

from cli.inputs import kinesis_stream
from cli.inputs.kinesis_stream import kinesis_client, put_records, records_of


class Kinesis:
    """A stream of shards with pages of records; it refuses the first puts of some records."""

    def __init__(
        self, shards: dict[str, list[list[bytes]]] | None = None, refusals: int = 0
    ) -> None:
        self.arrival = datetime(2020, 1, 1, tzinfo=UTC)
        self._shards = shards or {}
        self._refusals = refusals
        self.held: list[tuple[str, bytes]] = []
        self.batches: list[int] = []

    def get_paginator(self, _: str) -> "Kinesis":
        return self

    def paginate(self, **_: object) -> Iterator[dict[str, Any]]:
        for shard in self._shards:
            yield {"Shards": [{"ShardId": shard}]}

    def get_shard_iterator(self, **asked: str) -> dict[str, str]:
        return {"ShardIterator": f"{asked['ShardId']}/0"}

    def get_records(self, **asked: str) -> dict[str, Any]:
        shard, number = asked["ShardIterator"].split("/")
        pages = self._shards[shard]
        page, rest = pages[int(number)], len(pages) - int(number) - 1
        closed = rest == 0 and shard.startswith("closed")
        following = {} if closed else {"NextShardIterator": f"{shard}/{int(number) + 1}"}
        records = [{"Data": data, "ApproximateArrivalTimestamp": self.arrival} for data in page]
        return {"Records": records, "MillisBehindLatest": rest, **following}

    def put_records(self, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's
        answers: list[dict[str, str]] = []
        self.batches.append(len(given["Records"]))
        for record in given["Records"]:
            if record["PartitionKey"] == "slow" and self._refusals:
                self._refusals -= 1
                answers.append({"ErrorCode": "ProvisionedThroughputExceededException"})
                continue
            self.held.append((record["PartitionKey"], record["Data"]))
            answers.append({"ShardId": "0"})
        return {"Records": answers}


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinesis_stream, "sleep", lambda _: None)


def test_a_stream_is_read_to_its_end_over_empty_pages_and_closed_shards() -> None:
    stream = Kinesis({"closed": [[b"1"], [], [b"2"]], "open": [[], [b"3", b"4"], []]})
    assert list(records_of(stream, "s")) == [b"1", b"2", b"3", b"4"]  # type: ignore[arg-type]


def test_a_shard_that_records_go_on_coming_to_is_read_to_those_of_the_beginning() -> None:
    stream = Kinesis({"busy": [[b"1"], [b"2"], [b"3"]]})
    read = records_of(stream, "s")  # type: ignore[arg-type]
    first = next(read)
    stream.arrival = datetime.max.replace(tzinfo=UTC)
    assert [first, *read] == [b"1", b"2"]


def test_records_that_were_refused_are_put_again_and_no_other() -> None:
    stream = Kinesis(refusals=2)
    keyed = [("a", b"1"), ("slow", b"2"), ("b", b"3")]
    assert list(put_records(stream, "s", keyed)) == [3]  # type: ignore[arg-type]
    assert sorted(stream.held) == sorted(keyed)
    assert stream.batches == [3, 1, 1]


def test_batches_keep_to_the_limits_of_kinesis() -> None:
    stream = Kinesis()
    keyed = [("k", b"x")] * 1_001 + [("k", b"x" * 1_000_000)] * 5
    assert list(put_records(stream, "s", keyed)) == [500, 1_000, 1_004, 1_006]  # type: ignore[arg-type]
    assert len(stream.held) == len(keyed)


def test_a_stream_that_goes_on_refusing_ends_the_command_and_says_how_many() -> None:
    with pytest.raises(click.ClickException, match=r"s: 1 record refused 5 times"):
        list(put_records(Kinesis(refusals=9), "s", [("slow", b"1")]))  # type: ignore[arg-type]


def test_a_client_without_a_region_or_keys_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    with (
        pytest.raises(click.ClickException, match=r"^Kinesis: You must specify a region\.$"),
        kinesis_client(None, None),
    ):
        pass
