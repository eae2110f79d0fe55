"""Where an application logs to, and the count of failures of its Python program.

application --CloudWatch logging option--> log group / log stream --metric filter--> metric
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws_native as aws_native

from infra.metrics import PYTHON_ERRORS
from infra.tags import tag_list

LOG_STREAM: Final = "application"

PYTHON_FAILURES: Final = (
    '{ ($.logger = "*PythonDriver") && (($.message = "*Traceback*")'
    ' || ($.message = "*Run python process failed*")) }'
)
"""What a failing program looks like. Managed Flink logs all that the program prints under this
logger, below ERROR; and a program that starts well is announced under it, too."""


@dataclass(frozen=True, kw_only=True)
class ApplicationLogsArgs:
    """Arguments of `ApplicationLogs`.

    Attributes:
        log_group: name of the log group.
        metric_namespace: namespace of the metrics counted from the log.
        retention_days: how long a line is kept.
        key_arn: of the key that encrypts the log.
        tags: of the log group.
    """

    log_group: str
    metric_namespace: str
    retention_days: int
    key_arn: pulumi.Input[str]
    tags: Mapping[str, str]


class ApplicationLogs(pulumi.ComponentResource):
    """A log group with one stream, which the application writes to."""

    log_group_name: pulumi.Output[str]
    log_group_arn: pulumi.Output[str]
    log_stream_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: ApplicationLogsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:ApplicationLogs", name, None, opts)
        own = pulumi.ResourceOptions(parent=self)
        group = aws_native.logs.LogGroup(
            name,
            log_group_name=args.log_group,
            retention_in_days=args.retention_days,
            kms_key_id=args.key_arn,
            tags=tag_list(args.tags),
            opts=own,
        )
        self.log_group_name = group.log_group_name.apply(lambda given: given or args.log_group)
        # The ARN that AWS gives ends with `:*`, for all streams of the group.
        self.log_group_arn = group.arn.apply(lambda arn: arn.removesuffix(":*"))
        stream = aws_native.logs.LogStream(
            name, log_group_name=self.log_group_name, log_stream_name=LOG_STREAM, opts=own
        )
        # Only once the stream is there does anybody get its ARN.
        self.log_stream_arn = pulumi.Output.all(self.log_group_arn, stream.id).apply(
            lambda made: f"{made[0]}:log-stream:{LOG_STREAM}"
        )
        _count_python_failures(name, self.log_group_name, args.metric_namespace, own)
        self.register_outputs(
            {"log_group_name": self.log_group_name, "log_stream_arn": self.log_stream_arn}
        )


def _count_python_failures(
    name: str, log_group: pulumi.Output[str], namespace: str, opts: pulumi.ResourceOptions
) -> None:
    aws_native.logs.MetricFilter(
        name,
        filter_name="python-failures",
        log_group_name=log_group,
        filter_pattern=PYTHON_FAILURES,
        metric_transformations=[
            aws_native.logs.MetricFilterMetricTransformationArgs(
                metric_namespace=namespace,
                metric_name=PYTHON_ERRORS,
                metric_value="1",
                default_value=0,
            )
        ],
        opts=opts,
    )
