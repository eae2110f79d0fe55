"""What the dashboard of a stack shows of the fraud job, from payments in to the store.

A counter is shown as its growth a second, in the mean of the subtasks: each reports its own, and
how many there are is for the service to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from events.shared.time_units import HOUR_S
from infra.alarm_rules import WatchedInput
from infra.dashboard_body import Graph, GraphLine, Heading, Search
from infra.metrics import STORE, flink, input_lag, stream
from infra.stack_config import StackConfig

_GROWTH: Final = "RATE(m)"
_SHARD_BYTES_PER_MINUTE: Final = 60 * 1_000_000
_SHARD_RECORDS_PER_MINUTE: Final = 60 * 1_000


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What is shown.

    Attributes:
        application: name of the fraud application.
        inputs: the streams it reads.
        streams: names of all streams.
        payments: name of the stream of payments.
        cache: name of the online store.
    """

    application: str
    inputs: Sequence[WatchedInput]
    streams: Sequence[str]
    payments: str
    cache: str


def fraud_widgets(shown: Shown, config: StackConfig) -> list[Graph | Heading]:
    """The widgets, from top to bottom."""
    return [
        Heading(f"# {shown.application}"),
        *_decisions(shown, config),
        Heading("## The job"),
        *_job(shown.application, config),
        Heading("## Streams and store"),
        *_streams(shown),
        *_store(shown),
    ]


def _counter(application: str, name: str, label: str) -> GraphLine:
    return GraphLine(
        metric=flink(application, name), statistic="Average", label=label, expression=_GROWTH
    )


def _decisions(shown: Shown, config: StackConfig) -> list[Graph | Heading]:
    app = shown.application
    arriving = GraphLine(
        metric=stream(shown.payments, "IncomingRecords"), statistic="Sum", label="put"
    )
    return [
        Graph(title="Payments put on the stream", lines=[arriving], unit="a minute"),
        Graph(
            title="Decisions by action",
            lines=[
                _counter(app, f"decided_{action}", action) for action in ("allow", "flag", "block")
            ],
            unit="a second and subtask",
        ),
        Graph(
            title="In-job latency, worst subtask",
            lines=[
                GraphLine(
                    metric=flink(app, f"in_job_latency_{name}_us"), statistic="Maximum", label=name
                )
                for name in ("mean", "p50", "p95", "p99")
            ],
            unit="microseconds",
            limits={"alarm": config.alarms.in_job_latency_p99_us},
        ),
        Graph(
            title="Behind the newest record",
            lines=[
                GraphLine(
                    metric=input_lag(each.stream, each.consumer),
                    statistic="Maximum",
                    label=each.name,
                )
                for each in shown.inputs
            ],
            unit="ms",
            limits={"alarm": config.alarms.lag_ms},
        ),
        Graph(
            title="Records that were no decision",
            lines=[_counter(app, name, name) for name in ("rejected", "duplicates", "late")],
            unit="a second and subtask",
        ),
        Graph(
            title="Payments that the model gave no probability",
            lines=[_counter(app, "invalid_scores", "flagged")],
            unit="a second and subtask",
        ),
        Graph(
            title="Read by the job",
            lines=[_counter(app, name, name) for name in ("payments_in", "labels_in")],
            unit="a second and subtask",
        ),
    ]


def _job(app: str, config: StackConfig) -> list[Graph | Heading]:
    def line(name: str, label: str, statistic: str = "Maximum") -> GraphLine:
        return GraphLine(metric=flink(app, name), statistic=statistic, label=label)

    return [
        Graph(
            title="Checkpoint duration",
            lines=[line("lastCheckpointDuration", "last")],
            unit="ms",
            limits={"alarm": config.alarms.checkpoint_duration_ms},
        ),
        Graph(title="Checkpoint size", lines=[line("lastCheckpointSize", "last")], unit="bytes"),
        Graph(
            title="Failed checkpoints and restarts since the start",
            lines=[
                line("numberOfFailedCheckpoints", "failed checkpoints"),
                line("fullRestarts", "restarts"),
            ],
            unit="count",
        ),
        Graph(title="Downtime", lines=[line("downtime", "downtime")], unit="ms"),
        *_containers(app, config),
    ]


def _containers(app: str, config: StackConfig) -> list[Graph | Heading]:
    def line(name: str, label: str) -> GraphLine:
        return GraphLine(metric=flink(app, name), statistic="Maximum", label=label)

    return [
        Graph(
            title="Processor, memory and disk, fullest container",
            lines=[
                line("containerCPUUtilization", "processor"),
                line("containerMemoryUtilization", "memory"),
                line("heapMemoryUtilization", "Java heap"),
                line("containerDiskUtilization", "disk"),
            ],
            unit="percent",
            limits={"alarm on memory": config.alarms.memory_percent},
        ),
        # One sample an hour, the one for orchestration included.
        Graph(
            title="KPUs",
            lines=[line("KPUs", "KPUs")],
            unit="count",
            period_s=HOUR_S,
            limits={"alarm": config.alarms.kpus},
        ),
    ]


def _streams(shown: Shown) -> list[Graph | Heading]:
    refused = [
        GraphLine(
            metric=stream(name, "WriteProvisionedThroughputExceeded"), statistic="Sum", label=name
        )
        for name in shown.streams
    ]
    return [
        _per_minute(
            "Bytes put",
            "IncomingBytes",
            shown.streams,
            "bytes a minute",
            {"capacity of a shard": _SHARD_BYTES_PER_MINUTE},
        ),
        _per_minute(
            "Records put",
            "IncomingRecords",
            shown.streams,
            "records a minute",
            {"capacity of a shard": _SHARD_RECORDS_PER_MINUTE},
        ),
        Graph(title="Records refused", lines=refused, unit="records a minute"),
    ]


def _per_minute(
    title: str, metric: str, streams: Sequence[str], unit: str, limits: Mapping[str, float]
) -> Graph:
    lines = [
        GraphLine(metric=stream(name, metric), statistic="Sum", label=name) for name in streams
    ]
    return Graph(title=title, lines=lines, unit=unit, limits=limits)


def _store(shown: Shown) -> list[Graph | Heading]:
    app = shown.application
    return [
        Graph(
            title="Feature updates",
            lines=[
                _counter(app, name, name)
                for name in (
                    "features_written",
                    "features_stale",
                    "features_refused",
                    "store_errors",
                )
            ],
            unit="a second and subtask",
        ),
        Graph(
            title="Updates that wait for the store",
            lines=[
                GraphLine(
                    metric=flink(app, "store_waiting_updates"), statistic="Maximum", label="waiting"
                )
            ],
            unit="count",
        ),
        Graph(
            title="Store: processing units and throttled commands",
            lines=[
                _of_store(shown.cache, "ElastiCacheProcessingUnits", "Sum"),
                _of_store(shown.cache, "ThrottledCmds", "Sum"),
            ],
            unit="a minute",
        ),
        Graph(
            title="Store: data",
            lines=[_of_store(shown.cache, "BytesUsedForCache", "Maximum")],
            unit="bytes",
        ),
    ]


def _of_store(cache: str, metric: str, statistic: str) -> Search:
    """A search, as AWS does not say by which dimension a serverless cache reports."""
    found = f'Namespace="{STORE}" MetricName="{metric}" "{cache}"'
    return Search(expression=f"SEARCH('{found}', '{statistic}', 60)", label=metric)
