"""What CloudWatch has measured of an application and of the streams that it reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from events.shared.history_gauges import HISTORY_NEWEST_MS, HISTORY_READ, HISTORY_RECORDS
from release.aws.faults import translated
from release.measurements import HistoryRead, Measurements, is_steady

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_cloudwatch import CloudWatchClient

    from release.ports import Clock

_FLINK: Final = "AWS/KinesisAnalytics"
_STREAMS: Final = "AWS/Kinesis"
_LAG: Final = "SubscribeToShardEvent.MillisBehindLatest"
_POLLED_LAG: Final = "GetRecords.IteratorAgeMilliseconds"
_OF_APPLICATION: Final = {
    "size": "lastCheckpointSize",
    "duration": "lastCheckpointDuration",
    "failed": "numberOfFailedCheckpoints",
    "restarts": "fullRestarts",
}
_PERIOD_S: Final = 60
_PERIOD_MS: Final = _PERIOD_S * 1000


class CloudWatch:
    """The service in one account and region; see release.ports.Metrics."""

    def __init__(self, client: CloudWatchClient, clock: Clock) -> None:
        self._client, self._clock = client, clock

    def measure(
        self, application: str, consumers: Mapping[str, str], since_ms: int, *, fresh: bool
    ) -> Measurements:
        """What was measured in the full minutes since then."""
        queries = [
            _query(identity, _FLINK, metric, {"Application": application})
            for identity, metric in _OF_APPLICATION.items()
        ]
        for index, (stream, consumer) in enumerate(consumers.items()):
            metric, reader = (_LAG, {"ConsumerName": consumer}) if consumer else (_POLLED_LAG, {})
            dimensions = {"StreamName": stream, **reader}
            queries.append(_query(f"lag{index}", _STREAMS, metric, dimensions))
        found = self._values(queries, since_ms)
        return Measurements(
            checkpoint_bytes=_newest(found["size"]),
            checkpoint_ms=_newest(found["duration"]),
            failed_checkpoints=_grown(found["failed"], fresh=fresh),
            restarts=_grown(found["restarts"], fresh=fresh),
            lag_ms={
                stream: _newest(found[f"lag{index}"]) for index, stream in enumerate(consumers)
            },
        )

    def history(self, application: str, since_ms: int, steady_minutes: int) -> HistoryRead | None:
        """How far its job has read a history in the full minutes since then.

        It is whole once one and the same attempt has said so for `steady_minutes`.
        """
        names = (HISTORY_READ, HISTORY_NEWEST_MS, HISTORY_RECORDS)
        dimensions = {"Application": application}
        queries = [_query(name, _FLINK, name, dimensions) for name in names]
        found = self._values(queries, since_ms)
        newest_ms = max(found[HISTORY_NEWEST_MS], default=None)
        records = max(found[HISTORY_RECORDS], default=None)
        if newest_ms is None or records is None:
            return None
        is_whole = is_steady(found[HISTORY_READ], steady_minutes)
        return HistoryRead(is_whole, newest_ms, records)

    def _values(self, queries: Sequence[Any], since_ms: int) -> dict[str, list[float]]:
        first_ms = -(-since_ms // _PERIOD_MS) * _PERIOD_MS
        found: dict[str, list[float]] = {query["Id"]: [] for query in queries}
        with translated():
            pages = self._client.get_paginator("get_metric_data").paginate(
                MetricDataQueries=queries,
                StartTime=_at(first_ms),
                EndTime=_at(max(self._clock.now_ms(), first_ms + 1)),
                ScanBy="TimestampAscending",
            )
            for page in pages:
                for result in page["MetricDataResults"]:
                    found[result["Id"]].extend(result["Values"])
        return found


def _query(
    identity: str, namespace: str, metric: str, dimensions: Mapping[str, str]
) -> dict[str, Any]:
    named = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    return {
        "Id": identity,
        "MetricStat": {
            "Metric": {"Namespace": namespace, "MetricName": metric, "Dimensions": named},
            "Period": _PERIOD_S,
            "Stat": "Maximum",
        },
    }


def _newest(values: Sequence[float]) -> float | None:
    return values[-1] if values else None


def _grown(values: Sequence[float], *, fresh: bool) -> float | None:
    """By how much a counter has grown; one of a job that was submitted then began at 0."""
    if not values:
        return None
    return max(values) - (0 if fresh else values[0])


def _at(time_ms: int) -> datetime:
    return datetime.fromtimestamp(time_ms / 1000, UTC)
