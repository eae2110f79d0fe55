"""When somebody is told: the alarms of one application, as data.

metric, each minute --> above the threshold in `datapoints` of the last `minutes`? --> alarm

Counters of Flink grow from the start of a task, so that an alarm is on their increase. Each
subtask reports its own; `Maximum` takes the one of the subtask that has counted most. A sum would
count every report of a minute, of which there are about four.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from infra.metrics import Metric, flink, function_errors, input_lag, python_errors, stream
from infra.stack_config import AlarmConfig

Missing = Literal["breaching", "notBreaching", "missing"]
Statistic = Literal["Average", "Maximum", "Minimum", "Sum", "p99"]


@dataclass(frozen=True, kw_only=True)
class AlarmRule:
    """One alarm, which speaks when a value is greater than its threshold, or below it.

    Attributes:
        name: what it is about, in letters and hyphens.
        meaning: what it means and what to look at; the alarm's description.
        metric: what is watched.
        statistic: of the samples of a minute.
        threshold: in the unit of the metric.
        minutes: how many are looked at.
        datapoints: how many of these must be above the threshold.
        missing: how a minute without a sample counts.
        increase: whether the increase since the minute before is compared, not the value.
        percent_of: what the value is compared with in percent, instead of by itself; nothing of it
            is no percent.
        below: whether it speaks when the value is less.
    """

    name: str
    meaning: str
    metric: Metric
    threshold: float
    minutes: int
    datapoints: int
    missing: Missing
    statistic: Statistic = "Maximum"
    increase: bool = False
    percent_of: Metric | None = None
    below: bool = False


@dataclass(frozen=True, kw_only=True)
class WatchedInput:
    """A stream that an application reads.

    Attributes:
        name: without the environment, such as `payments`.
        stream: name of the stream.
        consumer: name of the consumer it is read by; empty where it is polled.
    """

    name: str
    stream: str
    consumer: str


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What the alarms of one application look at.

    Attributes:
        environment: of the stack.
        system: `fraud` or `recommendations`.
        application: name of the application.
        inputs: the streams it reads.
    """

    environment: str
    system: str
    application: str
    inputs: Sequence[WatchedInput]


def application_alarms(watched: Watched, config: AlarmConfig) -> Iterator[AlarmRule]:
    """The alarms of any application."""
    yield from _running(watched.application)
    yield from _checkpoints(watched.application, config)
    yield from _resources(watched.application, config)
    for each in watched.inputs:
        yield from _input(each, config)
    yield AlarmRule(
        name="python-errors",
        meaning="The Python program failed while it set the job up; the log has the traceback.",
        metric=python_errors(watched.environment, watched.system),
        statistic="Sum",
        threshold=0,
        minutes=1,
        datapoints=1,
        missing="notBreaching",  # The filter reports only while something is logged.
    )


def _running(application: str) -> Iterator[AlarmRule]:
    yield AlarmRule(
        name="downtime",
        meaning="The job has not run for five minutes, longer than an update takes.",
        metric=flink(application, "downtime"),
        threshold=0,
        minutes=5,
        datapoints=5,
        missing="breaching",  # An application that is not running reports nothing.
    )
    yield AlarmRule(
        name="restarts",
        meaning="The job restarts again and again: see the exceptions in the log. A single restart"
        " may be maintenance by the service.",
        metric=flink(application, "fullRestarts"),
        threshold=0,
        increase=True,
        minutes=15,
        datapoints=2,
        missing="notBreaching",  # Not running at all is the alarm on downtime.
    )


def _checkpoints(application: str, config: AlarmConfig) -> Iterator[AlarmRule]:
    yield AlarmRule(
        name="failed-checkpoints",
        meaning="Checkpoints fail: after a failure all since the last good one is read again.",
        metric=flink(application, "numberOfFailedCheckpoints"),
        threshold=0,
        increase=True,
        minutes=10,
        datapoints=2,
        missing="notBreaching",  # Not running at all is the alarm on downtime.
    )
    yield AlarmRule(
        name="slow-checkpoints",
        meaning="Checkpoints take long: is the job back-pressured, or has its state grown?",
        metric=flink(application, "lastCheckpointDuration"),
        threshold=config.checkpoint_duration_ms,
        minutes=5,
        datapoints=3,
        missing="notBreaching",  # Not running at all is the alarm on downtime.
    )


def _resources(application: str, config: AlarmConfig) -> Iterator[AlarmRule]:
    """What an application runs out of, in percent of its fullest container, and in KPUs."""
    yield AlarmRule(
        name="memory",
        meaning="A container is about to be killed for its memory: lower state.cache_mib.",
        metric=flink(application, "containerMemoryUtilization"),
        threshold=config.memory_percent,
        minutes=5,
        datapoints=5,
        missing="notBreaching",  # Not running at all is the alarm on downtime.
    )
    yield AlarmRule(
        name="processor",
        meaning="A container has no processor time left to catch up with: raise the parallelism.",
        metric=flink(application, "containerCPUUtilization"),
        threshold=config.processor_percent,
        minutes=15,
        datapoints=15,
        missing="notBreaching",  # Not running at all is the alarm on downtime.
    )
    yield AlarmRule(
        name="disk",
        meaning="The state fills the disk of a container: raise the parallelism, so that each"
        " holds less of it.",
        metric=flink(application, "containerDiskUtilization"),
        threshold=config.disk_percent,
        minutes=5,
        datapoints=5,
        missing="notBreaching",  # Not running at all is the alarm on downtime.
    )
    yield AlarmRule(
        name="kpus",
        meaning="The application comes near the KPUs that AWS lets it have: ask for more, or find"
        " out why it needs them.",
        metric=flink(application, "KPUs"),
        threshold=config.kpus,
        minutes=60,  # It is reported once an hour.
        datapoints=1,
        missing="notBreaching",
    )


def _input(read: WatchedInput, config: AlarmConfig) -> Iterator[AlarmRule]:
    yield AlarmRule(
        name=f"{read.name}-lag",
        meaning=f"The job reads {read.stream} too slowly, or not at all.",
        metric=input_lag(read.stream, read.consumer),
        threshold=config.lag_ms,
        minutes=5,
        datapoints=5,
        missing="breaching",  # Whoever reads has samples, also of nothing.
    )
    yield AlarmRule(
        name=f"{read.name}-throttled",
        meaning=f"Senders to {read.stream} are refused: it needs more shards, or a key is hot.",
        metric=stream(read.stream, "WriteProvisionedThroughputExceeded"),
        statistic="Sum",
        threshold=0,
        minutes=5,
        datapoints=3,
        missing="notBreaching",  # Nothing sent is nothing refused.
    )


def shard_scaler_alarm(function: str) -> AlarmRule:
    """The alarm on the function that changes the number of shards by load."""
    return AlarmRule(
        name="shard-scaler-errors",
        meaning="The number of shards may not follow the load: see the log of the function.",
        metric=function_errors(function),
        statistic="Sum",
        threshold=0,
        # It runs every five minutes: two runs of three.
        minutes=15,
        datapoints=2,
        missing="notBreaching",  # A minute without a run has no error.
    )
