"""Where a job's figures of a minute go: to CloudWatch of the emulator, or into memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from events.shared.history_gauges import HISTORY_NEWEST_MS, HISTORY_READ, HISTORY_RECORDS
from release.measurements import HistoryRead, Measurements, is_steady
from tests.release.simulated_clock import MINUTE_MS

LAG: Final = "SubscribeToShardEvent.MillisBehindLatest"
POLLED_LAG: Final = "GetRecords.IteratorAgeMilliseconds"


@dataclass(frozen=True)
class Minute:
    """What is measured of one application in the minute that begins at `begin_ms`."""

    begin_ms: int
    application: str
    figures: dict[str, float]
    stream: str
    consumer: str
    lag_ms: float


class Meter(Protocol):
    """Takes what is measured."""

    def record(self, minute: Minute) -> None: ...


class EmulatedMeter:
    """Puts it where the service would."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - a boto3 client
        self._client = client

    def record(self, minute: Minute) -> None:
        application = {"Application": minute.application}
        self._put("AWS/KinesisAnalytics", minute.begin_ms, application, minute.figures)
        stream = {"StreamName": minute.stream}
        if minute.consumer:
            reader, lag = {**stream, "ConsumerName": minute.consumer}, LAG
        else:
            reader, lag = stream, POLLED_LAG
        self._put("AWS/Kinesis", minute.begin_ms, reader, {lag: minute.lag_ms})

    def _put(
        self, namespace: str, begin_ms: int, named: Mapping[str, str], figures: Mapping[str, float]
    ) -> None:
        dimensions = [{"Name": name, "Value": value} for name, value in named.items()]
        at = datetime.fromtimestamp(begin_ms / 1000, UTC)
        self._client.put_metric_data(
            Namespace=namespace,
            MetricData=[
                {"MetricName": name, "Dimensions": dimensions, "Timestamp": at, "Value": value}
                for name, value in figures.items()
            ],
        )


@dataclass
class MemoryMeter:
    """Keeps it; see also release.ports.Metrics."""

    minutes: list[Minute] = field(default_factory=list)

    def record(self, minute: Minute) -> None:
        self.minutes.append(minute)

    def measure(
        self, application: str, consumers: Mapping[str, str], since_ms: int, *, fresh: bool
    ) -> Measurements:
        first_ms = -(-since_ms // MINUTE_MS) * MINUTE_MS
        found = [
            minute
            for minute in self.minutes
            if minute.application == application and minute.begin_ms >= first_ms
        ]
        figures = [minute.figures for minute in found]
        return Measurements(
            checkpoint_bytes=figures[-1]["lastCheckpointSize"] if figures else None,
            checkpoint_ms=figures[-1]["lastCheckpointDuration"] if figures else None,
            failed_checkpoints=_grown(figures, "numberOfFailedCheckpoints", fresh=fresh),
            restarts=_grown(figures, "fullRestarts", fresh=fresh),
            lag_ms=dict.fromkeys(consumers, found[-1].lag_ms if found else None),
        )

    def history(self, application: str, since_ms: int, steady_minutes: int) -> HistoryRead | None:
        found = [
            minute.figures
            for minute in self.minutes
            if minute.application == application
            and minute.begin_ms >= since_ms
            and HISTORY_READ in minute.figures
        ]
        if not found:
            return None
        newest_ms, records = (
            max(each[name] for each in found) for name in (HISTORY_NEWEST_MS, HISTORY_RECORDS)
        )
        said = [each[HISTORY_READ] for each in found]
        return HistoryRead(is_steady(said, steady_minutes), newest_ms, records)


def _grown(figures: list[dict[str, float]], name: str, *, fresh: bool) -> float | None:
    values = [each[name] for each in figures]
    return None if not values else max(values) - (0 if fresh else values[0])
