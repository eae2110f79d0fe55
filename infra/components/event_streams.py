"""The Kinesis streams of an environment: encrypted, and of the capacity that the stack says.

made here      capacities --> streams --+--> arns, names
there already  ARNs --------------------+
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws_native import kinesis

from infra.stack_config_reader import ConfigError
from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.aws_account import AwsAccount
    from infra.stack_config import StreamConfig

_EVERY_METRIC: Final = [kinesis.StreamEnhancedMetric.ALL]


@dataclass(frozen=True)
class EventStreamsArgs:
    """Which streams there are.

    Attributes:
        environment: suffix of the name of every stream that is made.
        account: where they are made, and where those must be that are there already.
        capacities: capacity by name without the environment, of those to make.
        existing: ARN by name without the environment, of those that are there already.
        key_arn: of the key that encrypts their records.
        protect: whether Pulumi refuses to delete them.
        tags: of every stream.
    """

    environment: str
    account: AwsAccount
    capacities: Mapping[str, StreamConfig]
    existing: Mapping[str, str]
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
        found = {
            each: args.account.account_id.apply(partial(_in_account, each, stream_arn))
            for each, stream_arn in args.existing.items()
        }
        self.arns = {each: stream.arn for each, stream in streams.items()} | found
        self.names = {each: stream.name for each, stream in streams.items()} | {
            each: arn.apply(lambda text: text.rpartition("/")[2]) for each, arn in found.items()
        }
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


def _in_account(name: str, arn: str, account_id: str) -> str:
    """`arn`, which must be of this account: the job finds its streams by name alone."""
    if arn.split(":")[4] != account_id:
        raise ConfigError(
            [f"existing.streams.{name}.arn: {arn!r}: a stream of account {account_id} is expected"]
        )
    return arn
