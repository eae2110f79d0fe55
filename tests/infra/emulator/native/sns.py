"""Topics, their subscriptions and policies. ministack sends no mail."""

import json
from typing import Any, Final

from tests.infra.emulator.aws_calls import Aws, RefusalError
from tests.infra.emulator.native.iam import document
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.tagging import tag_changes, tag_list
from tests.infra.emulator.type_schema import Model

_ATTRIBUTES: Final = ("DisplayName", "KmsMasterKeyId", "SignatureVersion")


class Topic:
    """AWS::SNS::Topic."""

    def create(self, aws: Aws, model: Model) -> Model:
        attributes = {name: str(model[name]) for name in _ATTRIBUTES if name in model}
        topic = aws(
            "sns",
            "create_topic",
            Name=model["TopicName"],
            Attributes=attributes,
            Tags=tag_list(model),
        )
        for subscription in model.get("Subscription", []):
            _subscribe(aws, topic["TopicArn"], subscription)
        return {"TopicArn": topic["TopicArn"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find("sns", "get_topic_attributes", TopicArn=model["TopicArn"])
        if found is None:
            return None
        attributes = found["Attributes"]
        read = {name: attributes[name] for name in _ATTRIBUTES if name in attributes}
        return {**read, "TopicArn": model["TopicArn"]}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        arn = new["TopicArn"]
        for name in _ATTRIBUTES:
            if old.get(name) != new.get(name):
                _set_attribute(aws, arn, name, str(new.get(name, "")))
        if old.get("Subscription") != new.get("Subscription"):
            raise RefusalError("AWS::SNS::Topic.Subscription: the stand-in does not change it")
        changed, gone = tag_changes(old, new)
        if changed:
            aws("sns", "tag_resource", ResourceArn=arn, Tags=tag_list({"Tags": changed}))
        if gone:
            aws("sns", "untag_resource", ResourceArn=arn, TagKeys=gone)

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("sns", "delete_topic", TopicArn=model["TopicArn"])


class Subscription:
    """AWS::SNS::Subscription."""

    def create(self, aws: Aws, model: Model) -> Model:
        return {"Arn": _subscribe(aws, model["TopicArn"], model)}

    def read(self, aws: Aws, model: Model) -> Model | None:
        arn = model["Arn"]
        found = aws.find("sns", "get_subscription_attributes", SubscriptionArn=arn)
        if found is None:
            return None
        names = ("TopicArn", "Protocol", "Endpoint")
        return {"Arn": arn, **{name: found["Attributes"][name] for name in names}}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        raise RefusalError("AWS::SNS::Subscription: the stand-in does not change it")

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("sns", "unsubscribe", SubscriptionArn=model["Arn"])


class TopicInlinePolicy:
    """AWS::SNS::TopicInlinePolicy; without it a topic has the policy that AWS gives a new one."""

    def create(self, aws: Aws, model: Model) -> Model:
        self.update(aws, {}, model)
        return {}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find("sns", "get_topic_attributes", TopicArn=model["TopicArn"])
        if found is None:
            return None
        policy = json.loads(found["Attributes"]["Policy"])
        return {"TopicArn": model["TopicArn"], "PolicyDocument": policy}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        _set_attribute(aws, new["TopicArn"], "Policy", document(new["PolicyDocument"]))

    def delete(self, aws: Aws, model: Model) -> None:
        arn = model["TopicArn"]
        if aws.find("sns", "get_topic_attributes", TopicArn=arn) is not None:
            _set_attribute(aws, arn, "Policy", document(_owner_only(aws, arn)))


class TopicPolicy:
    """AWS::SNS::TopicPolicy: one policy of several topics."""

    def create(self, aws: Aws, model: Model) -> Model:
        self.update(aws, {}, model)
        return {"Id": "+".join(model["Topics"])}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = TopicInlinePolicy().read(aws, {"TopicArn": model["Topics"][0]})
        if found is None:
            return None
        return {"Topics": model["Topics"], "PolicyDocument": found["PolicyDocument"]}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        for arn in new["Topics"]:
            _set_attribute(aws, arn, "Policy", document(new["PolicyDocument"]))

    def delete(self, aws: Aws, model: Model) -> None:
        for arn in model["Topics"]:
            TopicInlinePolicy().delete(aws, {"TopicArn": arn})


TYPES: Final[dict[str, ResourceType]] = {
    "AWS::SNS::Subscription": Subscription(),
    "AWS::SNS::Topic": Topic(),
    "AWS::SNS::TopicInlinePolicy": TopicInlinePolicy(),
    "AWS::SNS::TopicPolicy": TopicPolicy(),
}


def _set_attribute(aws: Aws, arn: str, name: str, value: str) -> None:
    aws("sns", "set_topic_attributes", TopicArn=arn, AttributeName=name, AttributeValue=value)


def _subscribe(aws: Aws, topic_arn: str, model: Model) -> str:
    answer = aws(
        "sns",
        "subscribe",
        TopicArn=topic_arn,
        Protocol=model["Protocol"],
        Endpoint=model["Endpoint"],
        ReturnSubscriptionArn=True,
    )
    return str(answer["SubscriptionArn"])


def _owner_only(aws: Aws, arn: str) -> dict[str, Any]:
    owner = {"StringEquals": {"AWS:SourceOwner": aws.account}}
    allow = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["SNS:Publish"]}
    return {"Version": "2012-10-17", "Statement": [{**allow, "Resource": arn, "Condition": owner}]}
