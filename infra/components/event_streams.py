"""The Kinesis streams of an environment: encrypted, and of the capacity that the stack says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws_native import kinesis

from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.stack_config import StreamConfig

_EVERY_METRIC: Final = [kinesis.StreamEnhancedMetric.ALL]


@dataclass(frozen=True)
class EventStreamsArgs:
    """Which streams there are.

    Attributes:
        environment: suffix of every name.
        capacities: capacity by name without the environment.
        key_arn: of the key that encrypts their records.
        protect: whether Pulumi refuses to delete them.
        tags: of every stream.
    """

    environment: str
    capacities: Mapping[str, StreamConfig]
    key_arn: pulumi.Input[str]
    protect: bool
    tags: Mapping[str, str]


class EventStreams(pulumi.ComponentResource):
    """The streams.

    Attributes:
        arns: ARN by name without the environment.
        names: full name by name without the environment.
    """

    arns: dict[str, pulumi.Output[str]]
    names: dict[str, pulumi.Output[str]]

    def __init__(
        self, name: str, args: EventStreamsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:EventStreams", name, None, opts)
        streams = {each: self._stream(each, args) for each in args.capacities}
        self.arns = {each: stream.arn for each, stream in streams.items()}
        self.names = {each: stream.name for each, stream in streams.items()}
        self.register_outputs({"arns": self.arns, "names": self.names})

    def _stream(self, name: str, args: EventStreamsArgs) -> kinesis.Stream:
        capacity = args.capacities[name]
        scales_on_load = capacity.max_shards is not None
        return kinesis.Stream(
            name,
            name=f"{name}-{args.environment}",
            stream_mode_details=kinesis.StreamModeDetailsArgs(
                stream_mode=kinesis.StreamModeDetailsStreamMode(capacity.mode)
            ),
            shard_count=capacity.shards,
            retention_period_hours=capacity.retention_hours,
            stream_encryption=kinesis.StreamEncryptionArgs(
                encryption_type=kinesis.StreamEncryptionEncryptionType.KMS, key_id=args.key_arn
            ),
            desired_shard_level_metrics=_EVERY_METRIC if capacity.shard_level_metrics else None,
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=args.protect,
                # The load changes the count; an update must not set it back.
                ignore_changes=["shard_count"] if scales_on_load else None,
            ),
        )
