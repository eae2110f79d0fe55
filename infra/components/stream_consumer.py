"""An enhanced fan-out consumer: one system's own 2 MB/s a shard out of one stream.

It is made here and not by the job, which would register one at each start and race with itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws_native as aws_native

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class StreamConsumerArgs:
    """Who reads what.

    Attributes:
        name: of the consumer, such as `fraud-dev`; a stream has one of each name.
        stream_arn: of the stream.
        tags: of the consumer when it is made.
    """

    name: str
    stream_arn: pulumi.Input[str]
    tags: Mapping[str, str]


class StreamConsumer(pulumi.ComponentResource):
    """A registered consumer.

    Attributes:
        arn: of the consumer, with the time of its registration, as the job subscribes with it.
        name: of the consumer, as metrics have it.
    """

    arn: pulumi.Output[str]
    name: pulumi.Output[str]

    def __init__(
        self, name: str, args: StreamConsumerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:StreamConsumer", name, None, opts)
        consumer = aws_native.kinesis.StreamConsumer(
            name,
            consumer_name=args.name,
            stream_arn=args.stream_arn,
            tags=[
                aws_native.CreateOnlyTagArgs(key=key, value=value)
                for key, value in sorted(args.tags.items())
            ],
            opts=pulumi.ResourceOptions(
                parent=self,
                # A changed tag would register it anew, under another ARN, and stop the job.
                ignore_changes=["tags"],
                # The stream refuses a second consumer of the same name.
                delete_before_replace=True,
            ),
        )
        self.arn = consumer.consumer_arn
        self.name = consumer.consumer_name
        self.register_outputs({"arn": self.arn, "name": self.name})
