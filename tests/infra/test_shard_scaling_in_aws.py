"""The function's own calls, made to an emulated Kinesis and an emulated CloudWatch."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.shard_scaling.handler import STREAMS_VARIABLE, ScalingError, handler
from tests.infra.emulator.server import EmulatedAws, emulated_aws

# The emulator forgets metrics of more than two weeks ago by the machine's clock, so that now must
# be about now; everything else is told relative to it, on the full hour.
_NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatedAws]:
    with emulated_aws(tmp_path_factory.mktemp("aws")) as running:
        yield running


@pytest.fixture
def scale(aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Calls the function as its schedule does, with bounds by stream."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.endpoint_url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", aws.region)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")

    def call(minutes_later: int = 0, **bounds: tuple[int, int]) -> Any:  # noqa: ANN401 - JSON
        streams = {name: {"least": low, "most": high} for name, (low, high) in bounds.items()}
        monkeypatch.setenv(STREAMS_VARIABLE, json.dumps(streams))
        time = _NOW + timedelta(minutes=minutes_later)
        return handler({"time": time.strftime("%Y-%m-%dT%H:%M:%SZ")}, None)

    return call


def _stream(aws: EmulatedAws, name: str, shards: int) -> None:
    kinesis: Any = aws.client("kinesis")
    kinesis.create_stream(StreamName=name, ShardCount=shards)


def _open_shards(aws: EmulatedAws, name: str) -> int:
    kinesis: Any = aws.client("kinesis")
    summary = kinesis.describe_stream_summary(StreamName=name)
    return int(summary["StreamDescriptionSummary"]["OpenShardCount"])


def _received(aws: EmulatedAws, stream: str, minutes_ago: int, records: float) -> None:
    """`records` a second came in during the five minutes from `minutes_ago` on."""
    cloudwatch: Any = aws.client("cloudwatch")
    cloudwatch.put_metric_data(
        Namespace="AWS/Kinesis",
        MetricData=[
            {
                "MetricName": "IncomingRecords",
                "Dimensions": [{"Name": "StreamName", "Value": stream}],
                "Timestamp": _NOW - timedelta(minutes=minutes_ago),
                "Value": records * 300,
            }
        ],
    )


def test_a_busy_stream_gets_twice_its_shards(aws: EmulatedAws, scale: Callable[..., Any]) -> None:
    _stream(aws, "busy", 2)
    _received(aws, "busy", minutes_ago=5, records=1_500)
    (result,) = scale(busy=(2, 16))
    assert result["load"] == {"recent": 1.5, "longest": 1.5}
    assert result["wanted_shards"] == 4
    assert _open_shards(aws, "busy") == 4


def test_a_stream_that_is_quiet_for_six_hours_gets_half_of_its_shards(
    aws: EmulatedAws, scale: Callable[..., Any]
) -> None:
    _stream(aws, "quiet", 8)
    _received(aws, "quiet", minutes_ago=365, records=7_000)
    _received(aws, "quiet", minutes_ago=30, records=100)
    scale(quiet=(2, 16))
    assert _open_shards(aws, "quiet") == 4


def test_the_load_of_one_stream_changes_no_other(
    aws: EmulatedAws, scale: Callable[..., Any]
) -> None:
    _stream(aws, "calm", 2)
    _stream(aws, "wild", 2)
    _received(aws, "wild", minutes_ago=5, records=1_900)
    _received(aws, "calm", minutes_ago=5, records=1_000)
    scale(calm=(2, 16), wild=(2, 16))
    assert (_open_shards(aws, "calm"), _open_shards(aws, "wild")) == (2, 4)


def test_changes_are_counted_and_come_to_an_end(
    aws: EmulatedAws, scale: Callable[..., Any]
) -> None:
    _stream(aws, "growing", 1)
    _received(aws, "growing", minutes_ago=5, records=900_000)
    wanted = []
    for minute in range(10):
        (result,) = scale(minutes_later=minute, growing=(1, 10_000))
        wanted.append(result["wanted_shards"])
    assert wanted == [2, 4, 8, 16, 32, 64, 128, 256, 256, 256]


def test_a_stream_that_cannot_be_looked_at_fails_after_the_others_are_done(
    aws: EmulatedAws, scale: Callable[..., Any]
) -> None:
    _stream(aws, "there", 1)
    _received(aws, "there", minutes_ago=5, records=900)
    with pytest.raises(ScalingError, match=r"^missing: .*ResourceNotFoundException"):
        scale(missing=(1, 4), there=(1, 4))
    assert _open_shards(aws, "there") == 2
