"""Policies that several roles can have, in versions of which one is in force."""

from typing import Any, Final

from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.native.iam import document
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.type_schema import Model


class ManagedPolicy:
    """AWS::IAM::ManagedPolicy; whom it is given to is said by the roles."""

    def create(self, aws: Aws, model: Model) -> Model:
        policy = aws(
            "iam",
            "create_policy",
            PolicyName=model["ManagedPolicyName"],
            Path=model.get("Path"),
            Description=model.get("Description"),
            PolicyDocument=document(model["PolicyDocument"]),
        )["Policy"]
        return {"PolicyArn": policy["Arn"], "PolicyId": policy["PolicyId"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        arn = model["PolicyArn"]
        found = aws.find("iam", "get_policy", PolicyArn=arn)
        if found is None:
            return None
        policy = found["Policy"]
        version = policy["DefaultVersionId"]
        answer = aws("iam", "get_policy_version", PolicyArn=arn, VersionId=version)
        return {
            "ManagedPolicyName": policy["PolicyName"],
            "PolicyArn": arn,
            "PolicyDocument": answer["PolicyVersion"]["Document"],
        }

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        arn, policy = new["PolicyArn"], document(new["PolicyDocument"])
        # AWS keeps at most five versions of a policy.
        _delete_old_versions(aws, arn)
        aws(
            "iam",
            "create_policy_version",
            PolicyArn=arn,
            PolicyDocument=policy,
            SetAsDefault=True,
        )

    def delete(self, aws: Aws, model: Model) -> None:
        arn = model["PolicyArn"]
        if self.read(aws, model) is not None:
            _delete_old_versions(aws, arn)
            aws("iam", "delete_policy", PolicyArn=arn)


TYPES: Final[dict[str, ResourceType]] = {"AWS::IAM::ManagedPolicy": ManagedPolicy()}


def _delete_old_versions(aws: Aws, arn: str) -> None:
    versions: list[dict[str, Any]] = aws("iam", "list_policy_versions", PolicyArn=arn)["Versions"]
    for version in versions:
        if not version["IsDefaultVersion"]:
            version_id = version["VersionId"]
            aws("iam", "delete_policy_version", PolicyArn=arn, VersionId=version_id)
