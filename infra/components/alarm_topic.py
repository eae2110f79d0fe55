"""Where alarms go: an encrypted topic that CloudWatch alone may publish to, and who hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws_native as aws_native

from infra.tags import tag_list


@dataclass(frozen=True, kw_only=True)
class AlarmTopicArgs:
    """Arguments of `AlarmTopic`.

    Attributes:
        topic: name of the topic.
        key_arn: of the key that encrypts what is published; it lets CloudWatch use it.
        account_id: whose alarms may be published.
        email: address that is told; None tells nobody. It must confirm once, by a link.
        tags: of the topic.
    """

    topic: str
    key_arn: pulumi.Input[str]
    account_id: pulumi.Input[str]
    email: str | None
    tags: Mapping[str, str]


class AlarmTopic(pulumi.ComponentResource):
    """The topic of a stack's alarms."""

    arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: AlarmTopicArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:AlarmTopic", name, None, opts)
        own = pulumi.ResourceOptions(parent=self)
        topic = aws_native.sns.Topic(
            name,
            topic_name=args.topic,
            kms_master_key_id=args.key_arn,
            tags=tag_list(args.tags),
            opts=own,
        )
        self.arn = topic.topic_arn
        aws_native.sns.TopicInlinePolicy(
            name,
            topic_arn=self.arn,
            policy_document=_publishing(self.arn, args.account_id),
            opts=own,
        )
        if args.email is not None:
            aws_native.sns.Subscription(
                name, topic_arn=self.arn, protocol="email", endpoint=args.email, opts=own
            )
        self.register_outputs({"arn": self.arn})


def _publishing(topic_arn: pulumi.Output[str], account_id: pulumi.Input[str]) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "PublishAlarms",
                "Effect": "Allow",
                "Principal": {"Service": "cloudwatch.amazonaws.com"},
                "Action": "sns:Publish",
                "Resource": topic_arn,
                "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
            }
        ],
    }
