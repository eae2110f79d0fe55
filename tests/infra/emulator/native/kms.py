"""KMS keys and their aliases; a deleted key is one that waits for its deletion."""

import json
from typing import Final

from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.tagging import tag_changes, tags_of
from tests.infra.emulator.type_schema import Model

_DEFAULT_WINDOW_DAYS: Final = 30


class Key:
    """AWS::KMS::Key."""

    def create(self, aws: Aws, model: Model) -> Model:
        metadata = aws(
            "kms",
            "create_key",
            Description=model.get("Description"),
            KeySpec=model.get("KeySpec"),
            KeyUsage=model.get("KeyUsage"),
            MultiRegion=model.get("MultiRegion"),
            Policy=_policy(model),
            Tags=_kms_tags(tags_of(model)),
        )["KeyMetadata"]
        if model.get("EnableKeyRotation"):
            _set_rotation(aws, metadata["KeyId"], model)
        return {"KeyId": metadata["KeyId"], "Arn": metadata["Arn"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find("kms", "describe_key", KeyId=model["KeyId"])
        if found is None or found["KeyMetadata"]["KeyState"] == "PendingDeletion":
            return None
        metadata = found["KeyMetadata"]
        rotation = aws("kms", "get_key_rotation_status", KeyId=model["KeyId"])
        return {
            "KeyId": metadata["KeyId"],
            "Arn": metadata["Arn"],
            "Description": metadata["Description"],
            "EnableKeyRotation": rotation["KeyRotationEnabled"],
        }

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        key_id = old["KeyId"]
        if old.get("Description") != new.get("Description"):
            description = new.get("Description", "")
            aws("kms", "update_key_description", KeyId=key_id, Description=description)
        if old.get("KeyPolicy") != new.get("KeyPolicy"):
            aws("kms", "put_key_policy", KeyId=key_id, PolicyName="default", Policy=_policy(new))
        if old.get("EnableKeyRotation") != new.get("EnableKeyRotation"):
            _set_rotation(aws, key_id, new)
        changed, gone = tag_changes(old, new)
        if changed:
            aws("kms", "tag_resource", KeyId=key_id, Tags=_kms_tags(changed))
        if gone:
            aws("kms", "untag_resource", KeyId=key_id, TagKeys=gone)

    def delete(self, aws: Aws, model: Model) -> None:
        if self.read(aws, model) is None:
            return
        window_days = model.get("PendingWindowInDays", _DEFAULT_WINDOW_DAYS)
        aws(
            "kms",
            "schedule_key_deletion",
            KeyId=model["KeyId"],
            PendingWindowInDays=window_days,
        )


class Alias:
    """AWS::KMS::Alias."""

    def create(self, aws: Aws, model: Model) -> Model:
        aws("kms", "create_alias", AliasName=model["AliasName"], TargetKeyId=model["TargetKeyId"])
        return {}

    def read(self, aws: Aws, model: Model) -> Model | None:
        for alias in aws.pages("kms", "list_aliases", "Aliases"):
            if alias["AliasName"] == model["AliasName"]:
                # The answer has the id of a key that may have been given by its ARN.
                target = model.get("TargetKeyId", "")
                same = target.endswith(alias["TargetKeyId"])
                return {
                    "AliasName": alias["AliasName"],
                    "TargetKeyId": target if same else alias["TargetKeyId"],
                }
        return None

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        name, target = old["AliasName"], new["TargetKeyId"]
        aws("kms", "update_alias", AliasName=name, TargetKeyId=target)

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("kms", "delete_alias", AliasName=model["AliasName"])


TYPES: Final[dict[str, ResourceType]] = {
    "AWS::KMS::Alias": Alias(),
    "AWS::KMS::Key": Key(),
}


def _policy(model: Model) -> str | None:
    policy = model.get("KeyPolicy")
    return json.dumps(policy) if isinstance(policy, dict) else policy


def _set_rotation(aws: Aws, key_id: str, model: Model) -> None:
    operation = "enable_key_rotation" if model.get("EnableKeyRotation") else "disable_key_rotation"
    period = model.get("RotationPeriodInDays") if model.get("EnableKeyRotation") else None
    aws("kms", operation, KeyId=key_id, RotationPeriodInDays=period)


def _kms_tags(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"TagKey": key, "TagValue": value} for key, value in tags.items()]
