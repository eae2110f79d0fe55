"""When somebody is told about who answers requests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from infra.alarm_rules import AlarmRule
from infra.metrics import (
    COMPARED,
    DIFFERING,
    DRIFT_ALARMS,
    REQUESTS,
    THROTTLED,
    balancer,
    logged_by_serving,
    service,
    targets,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pulumi

    from infra.serving_config import ServingConfig

_MS = 1_000


@dataclass(frozen=True, kw_only=True)
class WatchedServing:
    """What the alarms look at.

    Attributes:
        environment: of the stack.
        service: name of cluster and service.
        balancer: the load balancer as metrics have it.
        target_group: the tasks behind it as metrics have them.
    """

    environment: str
    service: str
    balancer: pulumi.Input[str]
    target_group: pulumi.Input[str]


def serving_alarms(watched: WatchedServing, config: ServingConfig) -> Iterator[AlarmRule]:
    """The alarms."""
    yield from _tasks(watched)
    yield from _answers(watched, config)
    yield from _standing(watched.environment)
    if config.log_requests:
        yield AlarmRule(
            name="throttled",
            meaning="Many requests are above the limit of their key: raise the limit or the tasks,"
            " or find the client that does not wait.",
            metric=logged_by_serving(watched.environment, THROTTLED),
            percent_of=logged_by_serving(watched.environment, REQUESTS),
            statistic="Sum",
            threshold=5,
            minutes=5,
            datapoints=5,
            missing="notBreaching",  # No request is none too many.
        )


def slow_answers(load_balancer: pulumi.Input[str], latency_p99_ms: int) -> AlarmRule:
    """When tasks are added; `latency` is the same for so long that it does not help."""
    return AlarmRule(
        name="slow-answers",
        meaning="Answers are slow: tasks are added. Nobody is told of it.",
        metric=balancer(load_balancer, "TargetResponseTime"),
        statistic="p99",
        threshold=latency_p99_ms / _MS,
        minutes=2,
        datapoints=2,
        missing="notBreaching",  # No request needs no task.
    )


def _tasks(watched: WatchedServing) -> Iterator[AlarmRule]:
    yield AlarmRule(
        name="no-tasks",
        meaning="No task answers: see the events of the service, then the log of its last task.",
        metric=targets(watched.balancer, watched.target_group, "HealthyHostCount"),
        statistic="Maximum",
        threshold=1,
        below=True,
        minutes=3,
        datapoints=3,
        missing="breaching",  # It is reported only while there are tasks.
    )
    yield AlarmRule(
        name="unhealthy-tasks",
        meaning="A task does not answer the load balancer: see its log.",
        metric=targets(watched.balancer, watched.target_group, "UnHealthyHostCount"),
        threshold=0,
        minutes=5,
        datapoints=5,
        missing="notBreaching",  # No task at all is another alarm.
    )
    yield AlarmRule(
        name="memory",
        meaning="The tasks are about to be ended for their memory: raise serving.memory_mib.",
        metric=service(watched.service, watched.service, "MemoryUtilization"),
        threshold=90,
        minutes=5,
        datapoints=5,
        missing="notBreaching",  # No task at all is another alarm.
    )


def _answers(watched: WatchedServing, config: ServingConfig) -> Iterator[AlarmRule]:
    yield replace(
        slow_answers(watched.balancer, config.latency_p99_ms),
        name="latency",
        meaning="Answers stay slow though tasks were added: is the store slow, or are most_tasks"
        " too few?",
        minutes=10,
        datapoints=10,
        missing="missing",  # No request, no latency: neither good nor bad.
    )
    for name, metric, meaning in (
        ("errors", "HTTPCode_Target_5XX_Count", "Tasks answer with errors of theirs: see the log."),
        (
            "entrance-errors",
            "HTTPCode_ELB_5XX_Count",
            "The load balancer gets no answer from a task: it ended, or took too long.",
        ),
    ):
        yield AlarmRule(
            name=name,
            meaning=meaning,
            metric=balancer(watched.balancer, metric),
            percent_of=balancer(watched.balancer, "RequestCount"),
            statistic="Sum",
            threshold=1,
            minutes=5,
            datapoints=3,
            missing="notBreaching",  # They are reported only when there are some.
        )


def _standing(environment: str) -> Iterator[AlarmRule]:
    """Whether the job decides as was said, and on what the model has learned from."""
    yield AlarmRule(
        name="disagrees",
        meaning="The job decides otherwise than was said: are bundle and image of one version? GET"
        " /v1/agreement has what differs.",
        metric=logged_by_serving(environment, DIFFERING),
        percent_of=logged_by_serving(environment, COMPARED),
        statistic="Sum",
        threshold=1,
        minutes=15,
        datapoints=5,
        missing="notBreaching",  # Nothing compared differs in nothing.
    )
    yield AlarmRule(
        name="drift",
        meaning="Payments or scores are far from those of the training: GET /v1/drift and the"
        " dashboard say which.",
        metric=logged_by_serving(environment, DRIFT_ALARMS),
        threshold=0,
        minutes=5,
        datapoints=5,
        missing="notBreaching",  # Without an alarm, and without a comparison, none is told.
    )
