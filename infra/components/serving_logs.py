"""Where the tasks that answer requests log to, and what is counted there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws_native as aws_native

from infra.metrics import REQUESTS, THROTTLED
from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTED: Final[Mapping[str, str]] = {
    REQUESTS: '{ $.logger = "revstream.requests" }',
    THROTTLED: '{ ($.logger = "revstream.requests") && ($.status = 429) }',
}
"""By metric, the lines that it counts: one a request."""


@dataclass(frozen=True, kw_only=True)
class ServingLogsArgs:
    """Arguments of `ServingLogs`.

    Attributes:
        log_group: name of the log group.
        metric_namespace: namespace of what is counted.
        counts_requests: whether there are lines of requests to count.
        retention_days: how long a line is kept.
        key_arn: of the key that encrypts the log.
        tags: of the log group.
    """

    log_group: str
    metric_namespace: str
    counts_requests: bool
    retention_days: int
    key_arn: pulumi.Input[str]
    tags: Mapping[str, str]


class ServingLogs(pulumi.ComponentResource):
    """A log group, in which each task has a stream of its own.

    Attributes:
        group_name: of the log group.
        group_arn: of the log group, without `:*`.
    """

    group_name: pulumi.Output[str]
    group_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: ServingLogsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:ServingLogs", name, None, opts)
        own = pulumi.ResourceOptions(parent=self)
        group = aws_native.logs.LogGroup(
            name,
            log_group_name=args.log_group,
            retention_in_days=args.retention_days,
            kms_key_id=args.key_arn,
            tags=tag_list(args.tags),
            opts=own,
        )
        self.group_name = group.log_group_name.apply(lambda given: given or args.log_group)
        self.group_arn = group.arn.apply(lambda arn: arn.removesuffix(":*"))
        for metric, pattern in COUNTED.items() if args.counts_requests else ():
            counted = aws_native.logs.MetricFilterMetricTransformationArgs(
                metric_namespace=args.metric_namespace,
                metric_name=metric,
                metric_value="1",
                default_value=0,
            )
            aws_native.logs.MetricFilter(
                f"{name}-{metric.lower()}",
                filter_name=metric.lower(),
                log_group_name=self.group_name,
                filter_pattern=pattern,
                metric_transformations=[counted],
                opts=own,
            )
        self.register_outputs({"group_name": self.group_name})
