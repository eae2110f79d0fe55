"""A function that changes the number of shards by load, and the schedule that calls it.

every 5 minutes --> function --> CloudWatch: load; Kinesis: UpdateShardCount of its streams
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pulumi
import pulumi_aws_native as aws_native
from pulumi_aws_native import lambda_

from infra.components.role_propagation import RolePropagation, RolePropagationArgs
from infra.policy_document import allow, assumed_by, policy
from infra.shard_scaling import handler
from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.aws_account import AwsAccount
    from infra.stack_config import StackConfig

_CODE: Final = Path(handler.__file__)
_TIMEOUT_S: Final = 60
_MEMORY_MB: Final = 256
# AWS's table of Kinesis names no resource for the action: limited to streams it allowed nothing.
_ANY_STREAM: Final = "*"
# Metrics have no ARN.
_ANY_METRIC: Final = "*"


@dataclass(frozen=True)
class ScaledStream:
    """One stream whose number of shards follows its load.

    Attributes:
        name: full name of the stream.
        arn: of the stream.
        least: shards that it always has.
        most: shards that it may be given.
    """

    name: str
    arn: pulumi.Input[str]
    least: int
    most: int


def scaled_streams(
    config: StackConfig, arns: Mapping[str, pulumi.Input[str]]
) -> tuple[ScaledStream, ...]:
    """The streams whose capacity has `max_shards`, out of `arns` by name without the environment.

    A stack without any needs no scaler.
    """
    capacities = {name: config.stream(name) for name in arns}
    return tuple(
        ScaledStream(config.named(name), arns[name], capacity.shards, capacity.max_shards)
        for name, capacity in capacities.items()
        if capacity.shards is not None and capacity.max_shards is not None
    )


@dataclass(frozen=True)
class ShardScalerArgs:
    """Which streams are scaled.

    Attributes:
        function: name of the function and of its schedule.
        role_name: name of its role.
        account: where they are.
        streams: that it changes, and no others; at least one.
        log_group: name of its log group, which the key must be allowed to encrypt.
        log_retention_days: how long its logs are kept.
        key_arn: of the key that encrypts its logs and its environment.
        propagation_s: seconds that AWS is given to spread its role.
        tags: of everything of it.

    Raises:
        ValueError: there is no stream to scale.
    """

    function: str
    role_name: str
    account: AwsAccount
    streams: tuple[ScaledStream, ...]
    log_group: str
    log_retention_days: int
    key_arn: pulumi.Input[str]
    propagation_s: int
    tags: Mapping[str, str]

    def __post_init__(self) -> None:
        """Refuse a function that would have nothing to do."""
        if not self.streams:
            raise ValueError(f"{self.function}: at least one stream to scale is expected")


class ShardScaler(pulumi.ComponentResource):
    """The function with its role, its logs and its schedule.

    Attributes:
        function_arn: of the function, whose `Errors` say that scaling fails.
        function_name: of the function, as metrics have it.
    """

    function_arn: pulumi.Output[str]
    function_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: ShardScalerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:ShardScaler", name, None, opts)
        self._inside = pulumi.ResourceOptions(parent=self)
        logs = aws_native.logs.LogGroup(
            name,
            log_group_name=args.log_group,
            retention_in_days=args.log_retention_days,
            kms_key_id=args.key_arn,
            tags=tag_list(args.tags),
            opts=self._inside,
        )
        function = self._function(name, args, self._role_arn(name, args), logs)
        self._schedule(name, args, function)
        self.function_arn = function.arn
        self.function_name = function.function_name
        self.register_outputs({"function_arn": self.function_arn})

    def _role_arn(self, name: str, args: ShardScalerArgs) -> pulumi.Output[str]:
        # Lambda does not say for which account it acts, and takes on roles of the function's own
        # account alone.
        trust, rights = assumed_by("lambda.amazonaws.com"), _rights(args)
        role = aws_native.iam.Role(
            name,
            role_name=args.role_name,
            description="Reads the load of streams and changes the number of their shards",
            assume_role_policy_document=trust,
            policies=[
                aws_native.iam.RolePolicyArgs(policy_name="scale-shards", policy_document=rights)
            ],
            tags=tag_list(args.tags),
            opts=self._inside,
        )
        propagation = RolePropagation(
            name,
            RolePropagationArgs(role=role, rights=[trust, rights], wait_s=args.propagation_s),
            opts=self._inside,
        )
        return propagation.role_arn

    def _function(
        self,
        name: str,
        args: ShardScalerArgs,
        role_arn: pulumi.Output[str],
        logs: aws_native.logs.LogGroup,
    ) -> lambda_.Function:
        bounds = {each.name: {"least": each.least, "most": each.most} for each in args.streams}
        return lambda_.Function(
            name,
            function_name=args.function,
            description="Changes the number of shards by load",
            architectures=[lambda_.FunctionArchitecturesItem.ARM64],
            runtime="python3.12",
            handler="index.handler",
            code=lambda_.FunctionCodeArgs(zip_file=_CODE.read_text(encoding="utf-8")),
            role=role_arn,
            timeout=_TIMEOUT_S,
            memory_size=_MEMORY_MB,
            environment=lambda_.FunctionEnvironmentArgs(
                variables={handler.STREAMS_VARIABLE: json.dumps(bounds, sort_keys=True)}
            ),
            kms_key_arn=args.key_arn,
            logging_config=lambda_.FunctionLoggingConfigArgs(
                log_format=lambda_.FunctionLoggingConfigLogFormat.JSON,
                application_log_level=lambda_.FunctionLoggingConfigApplicationLogLevel.INFO,
                system_log_level=lambda_.FunctionLoggingConfigSystemLogLevel.WARN,
                log_group=logs.log_group_name,
            ),
            tags=tag_list(args.tags),
            opts=self._inside,
        )

    def _schedule(self, name: str, args: ShardScalerArgs, function: lambda_.Function) -> None:
        rule = aws_native.events.Rule(
            name,
            name=args.function,
            description="Every five minutes, the span of one sum of the metrics",
            schedule_expression=f"rate({handler.PERIOD_S // 60} minutes)",
            state=aws_native.events.RuleState.ENABLED,
            targets=[aws_native.events.RuleTargetArgs(id="function", arn=function.arn)],
            tags=tag_list(args.tags),
            opts=self._inside,
        )
        lambda_.Permission(
            name,
            action="lambda:InvokeFunction",
            function_name=function.function_name,
            principal="events.amazonaws.com",
            source_arn=rule.arn,
            opts=self._inside,
        )


def _rights(args: ShardScalerArgs) -> dict[str, Any]:
    """What the function may do: look at the load, count its changes and scale its streams."""
    log_streams = args.account.arn("logs", f"log-group:{args.log_group}:log-stream:*")
    own_metrics = {"StringEquals": {"cloudwatch:namespace": handler.NAMESPACE}}
    own_region = {"StringEquals": {"aws:RequestedRegion": args.account.region}}
    streams = [each.arn for each in args.streams]
    return policy(
        allow("LookAtItsStreams", ["kinesis:DescribeStreamSummary"], streams),
        allow("ChangeShards", ["kinesis:UpdateShardCount"], [_ANY_STREAM], condition=own_region),
        allow("ReadLoad", ["cloudwatch:GetMetricData"], [_ANY_METRIC]),
        allow("CountChanges", ["cloudwatch:PutMetricData"], [_ANY_METRIC], condition=own_metrics),
        allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], [log_streams]),
        allow("ReadEnvironment", ["kms:Decrypt"], [args.key_arn]),
    )
