"""The alarms of one application, made from their rules."""

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
            cloudwatch.Alarm(
                f"{name}-{rule.name}",
                alarm_name=alarm_name,
                alarm_description=rule.meaning,
                comparison_operator="GreaterThanThreshold",
                threshold=rule.threshold,
                evaluation_periods=rule.minutes,
                datapoints_to_alarm=rule.datapoints,
                treat_missing_data=rule.missing,
                alarm_actions=[args.topic_arn],
                ok_actions=[args.topic_arn],
                tags=tag_list(args.tags),
                opts=own,
                **_watched(rule),
            )
        self.register_outputs({"names": list(self.names)})


def _watched(rule: AlarmRule) -> dict[str, Any]:
    if rule.increase:
        return {"metrics": _increase(rule)}
    return {
        "namespace": rule.metric.namespace,
        "metric_name": rule.metric.name,
        "dimensions": _dimensions(rule.metric),
        "statistic": rule.statistic,
        "period": _PERIOD_S,
    }


def _increase(rule: AlarmRule) -> list[cloudwatch.AlarmMetricDataQueryArgs]:
    counted = cloudwatch.AlarmMetricArgs(
        namespace=rule.metric.namespace,
        metric_name=rule.metric.name,
        dimensions=_dimensions(rule.metric),
    )
    return [
        cloudwatch.AlarmMetricDataQueryArgs(
            id="counted",
            metric_stat=cloudwatch.AlarmMetricStatArgs(
                metric=counted, stat=rule.statistic, period=_PERIOD_S
            ),
            return_data=False,
        ),
        cloudwatch.AlarmMetricDataQueryArgs(
            id="increase", expression="DIFF(counted)", label=rule.name, return_data=True
        ),
    ]


def _dimensions(metric: Metric) -> list[cloudwatch.AlarmDimensionArgs]:
    return [
        cloudwatch.AlarmDimensionArgs(name=name, value=value) for name, value in metric.dimensions
    ]
