"""Alarms, made from their rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws_native import cloudwatch

from infra.alarm_rules import AlarmRule
from infra.metrics import Metric
from infra.tags import tag_list

_PERIOD_S: Final = 60


@dataclass(frozen=True, kw_only=True)
class AlarmsArgs:
    """Arguments of `Alarms`.

    Attributes:
        prefix: what the name of each alarm begins with, such as `revstream-fraud`.
        environment: what the name of each alarm ends with.
        topic_arn: where a change of state is published.
        rules: the alarms.
        tags: of each alarm.
    """

    prefix: str
    environment: str
    topic_arn: pulumi.Input[str]
    rules: Sequence[AlarmRule]
    tags: Mapping[str, str]


class Alarms(pulumi.ComponentResource):
    """One alarm a rule.

    Let them depend on the running application: some take silence for an outage, and would speak
    while it starts for the first time.
    """

    names: tuple[str, ...]

    def __init__(
        self, name: str, args: AlarmsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:Alarms", name, None, opts)
        own = pulumi.ResourceOptions(parent=self)
        self.names = tuple(f"{args.prefix}-{rule.name}-{args.environment}" for rule in args.rules)
        for rule, alarm_name in zip(args.rules, self.names, strict=True):
            told = [args.topic_arn]
            one = AlarmArgs(alarm_name, rule, told_of_alarm=told, told_of_end=told, tags=args.tags)
            alarm(f"{name}-{rule.name}", one, own)
        self.register_outputs({"names": list(self.names)})


@dataclass(frozen=True)
class AlarmArgs:
    """Arguments of one alarm.

    Attributes:
        alarm_name: its name at AWS.
        rule: when it speaks.
        told_of_alarm: ARNs of what is told, or done, when it does.
        told_of_end: the same when it is silent again; None for nothing.
        tags: of the alarm.
    """

    alarm_name: str
    rule: AlarmRule
    told_of_alarm: Sequence[pulumi.Input[str]]
    tags: Mapping[str, str]
    told_of_end: Sequence[pulumi.Input[str]] | None = None


def alarm(name: str, args: AlarmArgs, opts: pulumi.ResourceOptions) -> cloudwatch.Alarm:
    """Make one alarm from its rule."""
    rule = args.rule
    return cloudwatch.Alarm(
        name,
        alarm_name=args.alarm_name,
        alarm_description=rule.meaning,
        comparison_operator="LessThanThreshold" if rule.below else "GreaterThanThreshold",
        threshold=rule.threshold,
        evaluation_periods=rule.minutes,
        datapoints_to_alarm=rule.datapoints,
        treat_missing_data=rule.missing,
        alarm_actions=args.told_of_alarm,
        ok_actions=args.told_of_end,
        tags=tag_list(args.tags),
        opts=opts,
        **_watched(rule),
    )


def _watched(rule: AlarmRule) -> dict[str, Any]:
    if rule.increase:
        return {"metrics": [_measured("counted", rule, rule.metric), _said(rule, "DIFF(counted)")]}
    if rule.percent_of is not None:
        some = _measured("some", rule, rule.metric)
        every = _measured("every", rule, rule.percent_of)
        return {"metrics": [some, every, _said(rule, "100 * FILL(some, 0) / every")]}
    kind = "extended_statistic" if rule.statistic.startswith("p") else "statistic"
    return {
        "namespace": rule.metric.namespace,
        "metric_name": rule.metric.name,
        "dimensions": _dimensions(rule.metric),
        kind: rule.statistic,
        "period": _PERIOD_S,
    }


def _measured(query: str, rule: AlarmRule, metric: Metric) -> cloudwatch.AlarmMetricDataQueryArgs:
    """A metric that an expression takes under the name `query`."""
    measured = cloudwatch.AlarmMetricArgs(
        namespace=metric.namespace,
        metric_name=metric.name,
        dimensions=_dimensions(metric),
    )
    return cloudwatch.AlarmMetricDataQueryArgs(
        id=query,
        metric_stat=cloudwatch.AlarmMetricStatArgs(
            metric=measured, stat=rule.statistic, period=_PERIOD_S
        ),
        return_data=False,
    )


def _said(rule: AlarmRule, expression: str) -> cloudwatch.AlarmMetricDataQueryArgs:
    """What the alarm looks at; its name is that of what follows from the metrics."""
    name = "increase" if rule.increase else "percent"
    return cloudwatch.AlarmMetricDataQueryArgs(
        id=name, expression=expression, label=rule.name, return_data=True
    )


def _dimensions(metric: Metric) -> list[cloudwatch.AlarmDimensionArgs]:
    return [
        cloudwatch.AlarmDimensionArgs(name=name, value=value) for name, value in metric.dimensions
    ]
