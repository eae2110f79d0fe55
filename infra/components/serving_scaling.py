"""How many tasks answer requests: more when answers are slow, as many as their processors ask.

answers are slow --------------step-----> half as many more tasks
processor time of the tasks --tracked---> so many that it stays at a target
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws_native import applicationautoscaling as scaling

from infra.components.alarms import AlarmArgs, alarm
from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.alarm_rules import AlarmRule

_DIMENSION: Final = "ecs:service:DesiredCount"
_NAMESPACE: Final = "ecs"
# A task answers about a minute after it was asked for.
_PAUSE_S: Final = 120
_CALM_S: Final = 300


@dataclass(frozen=True, kw_only=True)
class ServingScalingArgs:
    """Arguments of `ServingScaling`.

    Attributes:
        service: name of cluster and service.
        environment: suffix of the alarm's name.
        least_tasks: that always run.
        most_tasks: that may run.
        slow: when tasks are added.
        processor_percent: average that the number of tasks is kept to.
        tags: of everything of it.
    """

    service: str
    environment: str
    least_tasks: int
    most_tasks: int
    slow: AlarmRule
    processor_percent: int
    tags: Mapping[str, str]


class ServingScaling(pulumi.ComponentResource):
    """The range of the number of tasks, and two policies that move in it.

    Time does not fall in proportion to tasks, so that a target for it would hunt: slow answers only
    add tasks, and the processors, which say what a task has left, take them away again.
    """

    def __init__(
        self, name: str, args: ServingScalingArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:ServingScaling", name, None, opts)
        inside = pulumi.ResourceOptions(parent=self)
        target = scaling.ScalableTarget(
            name,
            service_namespace=_NAMESPACE,
            resource_id=f"service/{args.service}/{args.service}",
            scalable_dimension=_DIMENSION,
            min_capacity=args.least_tasks,
            max_capacity=args.most_tasks,
            tags=tag_list(args.tags),
            opts=inside,
        )
        self._by_processor(name, args, target)
        self._by_latency(name, args, target)
        self.register_outputs({})

    def _by_processor(
        self, name: str, args: ServingScalingArgs, target: scaling.ScalableTarget
    ) -> None:
        kind = scaling.ScalingPolicyPredefinedMetricSpecificationArgs(
            predefined_metric_type="ECSServiceAverageCPUUtilization"
        )
        tracked = scaling.ScalingPolicyTargetTrackingScalingPolicyConfigurationArgs(
            predefined_metric_specification=kind,
            target_value=float(args.processor_percent),
            scale_out_cooldown=_PAUSE_S,
            scale_in_cooldown=_CALM_S,
        )
        scaling.ScalingPolicy(
            f"{name}-processor",
            policy_name=f"{args.service}-processor",
            policy_type="TargetTrackingScaling",
            scaling_target_id=target.id,
            target_tracking_scaling_policy_configuration=tracked,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _by_latency(
        self, name: str, args: ServingScalingArgs, target: scaling.ScalableTarget
    ) -> None:
        step = scaling.ScalingPolicyStepAdjustmentArgs(
            metric_interval_lower_bound=0.0, scaling_adjustment=50
        )
        policy = scaling.ScalingPolicy(
            f"{name}-latency",
            policy_name=f"{args.service}-latency",
            policy_type="StepScaling",
            scaling_target_id=target.id,
            step_scaling_policy_configuration=scaling.ScalingPolicyStepScalingPolicyConfigurationArgs(
                adjustment_type="PercentChangeInCapacity",
                min_adjustment_magnitude=1,
                metric_aggregation_type="Maximum",
                cooldown=_PAUSE_S,
                step_adjustments=[step],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        # Nobody is told of it: that answers stay slow is an alarm of its own.
        slow = AlarmArgs(
            f"revstream-serving-{args.slow.name}-{args.environment}",
            args.slow,
            told_of_alarm=[policy.arn],
            tags=args.tags,
        )
        alarm(f"{name}-{args.slow.name}", slow, pulumi.ResourceOptions(parent=self))
