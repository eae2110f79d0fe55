"""Who may put records on a stream from outside of the account: the stream's own policy.

role of another account --PutRecords--> stream     its own IAM policy must allow it, too
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws_native import kinesis

from infra.policy_document import allow, policy

if TYPE_CHECKING:
    from collections.abc import Sequence

# What a producer library asks for before it puts, and putting.
_PUT: Final = (
    "kinesis:DescribeStreamSummary",
    "kinesis:ListShards",
    "kinesis:PutRecord",
    "kinesis:PutRecords",
)


@dataclass(frozen=True)
class StreamProducersArgs:
    """Who may put on what.

    Attributes:
        stream_arn: of the stream.
        producers: ARNs of accounts (`...:root`) and roles; at least one.
    """

    stream_arn: pulumi.Input[str]
    producers: Sequence[str]


class StreamProducers(pulumi.ComponentResource):
    """A policy on a stream that lets `producers` put records, and nothing else."""

    def __init__(
        self, name: str, args: StreamProducersArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:StreamProducers", name, None, opts)
        put = allow("PutRecords", _PUT, args.stream_arn, principal={"AWS": list(args.producers)})
        kinesis.ResourcePolicy(
            name,
            resource_arn=args.stream_arn,
            resource_policy=policy(put),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})
