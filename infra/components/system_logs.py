"""Where a program of the stack logs to, and what is counted there.

program --> log group / log stream --metric filters--> metrics
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws_native as aws_native

from infra.tags import tag_list


@dataclass(frozen=True)
class CountedLines:
    """Lines of a log that are counted.

    Attributes:
        name: of the metric filter.
        metric: that counts them.
        pattern: what such a line looks like.
        value: of the metric at such a line: 1, or a field of it such as `$.differ`.
    """

    name: str
    metric: str
    pattern: str
    value: str = "1"


@dataclass(frozen=True, kw_only=True)
class SystemLogsArgs:
    """Arguments of `SystemLogs`.

    Attributes:
        log_group: name of the log group.
        metric_namespace: namespace of what is counted.
        counted: the lines that are.
        retention_days: how long a line is kept.
        key_arn: of the key that encrypts the log.
        tags: of the log group.
        stream: that is made in it; without one, whoever logs makes streams of its own.
    """

    log_group: str
    metric_namespace: str
    counted: tuple[CountedLines, ...]
    retention_days: int
    key_arn: pulumi.Input[str]
    tags: Mapping[str, str]
    stream: str | None = None


class SystemLogs(pulumi.ComponentResource):
    """A log group, what is counted in it, and one stream if that is wanted.

    Attributes:
        group_name: of the log group.
        group_arn: of the log group, without `:*`.
    """

    group_name: pulumi.Output[str]
    group_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: SystemLogsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        # The type is part of the identity of a log group that is there: another would make it anew.
        super().__init__("revstream:infra:ApplicationLogs", name, None, opts)
        self._own = pulumi.ResourceOptions(parent=self)
        group = aws_native.logs.LogGroup(
            name,
            log_group_name=args.log_group,
            retention_in_days=args.retention_days,
            kms_key_id=args.key_arn,
            tags=tag_list(args.tags),
            opts=self._own,
        )
        self.group_name = group.log_group_name.apply(lambda given: given or args.log_group)
        # The ARN that AWS gives ends with `:*`, for all streams of the group.
        self.group_arn = group.arn.apply(lambda arn: arn.removesuffix(":*"))
        self._stream_arn = None if args.stream is None else self._stream(name, args.stream)
        for lines in args.counted:
            self._count(name, lines, args.metric_namespace)
        self.register_outputs({"group_name": self.group_name})

    @property
    def stream_arn(self) -> pulumi.Output[str]:
        """The ARN of its stream.

        Raises:
            LookupError: it has none of its own.
        """
        if self._stream_arn is None:
            raise LookupError("the log has no stream of its own; expected one with a stream's name")
        return self._stream_arn

    def _stream(self, name: str, stream: str) -> pulumi.Output[str]:
        made = aws_native.logs.LogStream(
            name, log_group_name=self.group_name, log_stream_name=stream, opts=self._own
        )
        # Only once the stream is there does anybody get its ARN.
        return pulumi.Output.all(self.group_arn, made.id).apply(
            lambda known: f"{known[0]}:log-stream:{stream}"
        )

    def _count(self, name: str, lines: CountedLines, namespace: str) -> None:
        counted = aws_native.logs.MetricFilterMetricTransformationArgs(
            metric_namespace=namespace,
            metric_name=lines.metric,
            metric_value=lines.value,
            default_value=0,
        )
        # A stack may have made its filter under the name of the log alone.
        before = pulumi.ResourceOptions(aliases=[pulumi.Alias(name=name)])
        aws_native.logs.MetricFilter(
            f"{name}-{lines.name}",
            filter_name=lines.name,
            log_group_name=self.group_name,
            filter_pattern=lines.pattern,
            metric_transformations=[counted],
            opts=pulumi.ResourceOptions.merge(self._own, before),
        )
