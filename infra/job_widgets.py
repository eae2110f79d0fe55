"""Graphs of any job on the dashboard of its stack: how it keeps up, runs, and writes to the store.

A counter is shown as its growth a second, in the mean of the subtasks: each reports its own, and
how many there are is for the service to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from events.shared.time_units import HOUR_S
from infra.alarm_rules import WatchedInput
from infra.dashboard_body import Graph, GraphLine, Heading
from infra.metrics import flink, input_lag, stream
from infra.stack_config import StackConfig

_GROWTH: Final = "RATE(m)"
_PER_SUBTASK: Final = "a second and subtask"


@dataclass(frozen=True, kw_only=True)
class ShownJob:
    """What is shown of a job.

    Attributes:
        application: name of the application.
        inputs: the streams that it reads, that of its events first.
    """

    application: str
    inputs: Sequence[WatchedInput]


def counters(application: str, title: str, names: Sequence[str]) -> Graph:
    """The growth of some counters of an application, each labelled with its name."""
    return labelled_counters(application, title, {name: name for name in names})


def labelled_counters(application: str, title: str, labels: dict[str, str]) -> Graph:
    """The same with another label for each name."""
    lines = [
        GraphLine(
            metric=flink(application, name), statistic="Average", label=label, expression=_GROWTH
        )
        for name, label in labels.items()
    ]
    return Graph(title=title, lines=lines, unit=_PER_SUBTASK)


def arriving(shown: ShownJob, title: str) -> Graph:
    """What is put on the stream of events."""
    events = shown.inputs[0].stream
    line = GraphLine(metric=stream(events, "IncomingRecords"), statistic="Sum", label="put")
    return Graph(title=title, lines=[line], unit="a minute")


def keeping_up(shown: ShownJob, config: StackConfig) -> list[Graph | Heading]:
    """How long an event takes in the job, and how far behind it reads."""
    return [
        Graph(
            title="In-job latency, worst subtask",
            lines=[
                GraphLine(
                    metric=flink(shown.application, f"in_job_latency_{name}_us"),
                    statistic="Maximum",
                    label=name,
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
    ]


def running(app: str, config: StackConfig) -> list[Graph | Heading]:
    """How the job runs: checkpoints, restarts, what its containers use."""

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


def written(app: str) -> list[Graph | Heading]:
    """What the job writes to the store, and what waits for it."""
    names = ("features_written", "features_stale", "features_refused", "store_errors")
    return [
        counters(app, "Updates of the store", names),
        Graph(
            title="Updates that wait for the store",
            lines=[
                GraphLine(
                    metric=flink(app, "store_waiting_updates"), statistic="Maximum", label="waiting"
                )
            ],
            unit="count",
        ),
    ]
