"""Roles, their inline policies, and identity providers of OpenID Connect."""

import json
from typing import Any, Final

from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.native.role_propagation import note_change
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.tagging import tag_changes, tag_list
from tests.infra.emulator.type_schema import Model

_WHAT_IT_MAY: Final = ("AssumeRolePolicyDocument", "ManagedPolicyArns", "Policies")


class Role:
    """AWS::IAM::Role."""

    def create(self, aws: Aws, model: Model) -> Model:
        role = aws(
            "iam",
            "create_role",
            RoleName=model["RoleName"],
            AssumeRolePolicyDocument=document(model["AssumeRolePolicyDocument"]),
            Description=model.get("Description"),
            MaxSessionDuration=model.get("MaxSessionDuration"),
            Path=model.get("Path"),
            PermissionsBoundary=model.get("PermissionsBoundary"),
            Tags=tag_list(model),
        )["Role"]
        self._set_policies(aws, {}, model)
        note_change(role["RoleId"])
        return {"Arn": role["Arn"], "RoleId": role["RoleId"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find("iam", "get_role", RoleName=model["RoleName"])
        if found is None:
            return None
        role = found["Role"]
        names = ("RoleName", "Arn", "RoleId", "Path", "MaxSessionDuration")
        return {
            **{name: role[name] for name in names},
            "AssumeRolePolicyDocument": role["AssumeRolePolicyDocument"],
            "Description": role.get("Description", ""),
            "Tags": role.get("Tags", []),
        }

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        name = new["RoleName"]
        if old["AssumeRolePolicyDocument"] != new["AssumeRolePolicyDocument"]:
            trust = document(new["AssumeRolePolicyDocument"])
            aws("iam", "update_assume_role_policy", RoleName=name, PolicyDocument=trust)
        aws(
            "iam",
            "update_role",
            RoleName=name,
            Description=new.get("Description", ""),
            MaxSessionDuration=new.get("MaxSessionDuration"),
        )
        self._set_policies(aws, old, new)
        if any(old.get(name) != new.get(name) for name in _WHAT_IT_MAY):
            note_change(new["RoleId"])
        changed, gone = tag_changes(old, new)
        if changed:
            aws("iam", "tag_role", RoleName=name, Tags=tag_list({"Tags": changed}))
        if gone:
            aws("iam", "untag_role", RoleName=name, TagKeys=gone)

    def delete(self, aws: Aws, model: Model) -> None:
        if self.read(aws, model) is None:
            return
        self._set_policies(aws, model, {"RoleName": model["RoleName"]})
        aws("iam", "delete_role", RoleName=model["RoleName"])

    def _set_policies(self, aws: Aws, old: Model, new: Model) -> None:
        name = new["RoleName"]
        before, after = old.get("ManagedPolicyArns", []), new.get("ManagedPolicyArns", [])
        for arn in after:
            if arn not in before:
                aws("iam", "attach_role_policy", RoleName=name, PolicyArn=arn)
        for arn in before:
            if arn not in after:
                aws("iam", "detach_role_policy", RoleName=name, PolicyArn=arn)
        wanted = {each["PolicyName"]: each["PolicyDocument"] for each in new.get("Policies", [])}
        for policy_name, policy in wanted.items():
            put_role_policy(aws, name, policy_name, policy)
        for each in old.get("Policies", []):
            if each["PolicyName"] not in wanted:
                aws("iam", "delete_role_policy", RoleName=name, PolicyName=each["PolicyName"])


class RolePolicy:
    """AWS::IAM::RolePolicy."""

    def create(self, aws: Aws, model: Model) -> Model:
        self.update(aws, {}, model)
        return {}

    def read(self, aws: Aws, model: Model) -> Model | None:
        role, name = model["RoleName"], model["PolicyName"]
        found = aws.find("iam", "get_role_policy", RoleName=role, PolicyName=name)
        if found is None:
            return None
        policy = found["PolicyDocument"]
        return {"RoleName": role, "PolicyName": name, "PolicyDocument": policy}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        put_role_policy(aws, new["RoleName"], new["PolicyName"], new["PolicyDocument"])

    def delete(self, aws: Aws, model: Model) -> None:
        role, name = model["RoleName"], model["PolicyName"]
        aws.find("iam", "delete_role_policy", RoleName=role, PolicyName=name)


class OidcProvider:
    """AWS::IAM::OIDCProvider; an account can have one of a URL."""

    def create(self, aws: Aws, model: Model) -> Model:
        answer = aws(
            "iam",
            "create_open_id_connect_provider",
            Url=model["Url"],
            ClientIDList=model.get("ClientIdList"),
            ThumbprintList=model.get("ThumbprintList"),
            Tags=tag_list(model),
        )
        return {"Arn": answer["OpenIDConnectProviderArn"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        operation, arn = "get_open_id_connect_provider", model["Arn"]
        found = aws.find("iam", operation, OpenIDConnectProviderArn=arn)
        if found is None:
            return None
        return {"Arn": arn, "Url": found["Url"], "ClientIdList": found["ClientIDList"]}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        arn = new["Arn"]
        before, after = old.get("ClientIdList", []), new.get("ClientIdList", [])
        for operation, ids in (
            ("add_client_id_to_open_id_connect_provider", set(after) - set(before)),
            ("remove_client_id_from_open_id_connect_provider", set(before) - set(after)),
        ):
            for client_id in sorted(ids):
                aws("iam", operation, OpenIDConnectProviderArn=arn, ClientID=client_id)

    def delete(self, aws: Aws, model: Model) -> None:
        operation = "delete_open_id_connect_provider"
        aws.find("iam", operation, OpenIDConnectProviderArn=model["Arn"])


TYPES: Final[dict[str, ResourceType]] = {
    "AWS::IAM::OIDCProvider": OidcProvider(),
    "AWS::IAM::Role": Role(),
    "AWS::IAM::RolePolicy": RolePolicy(),
}


def document(policy: dict[str, Any] | str) -> str:
    """A policy as the text that AWS's services take."""
    return policy if isinstance(policy, str) else json.dumps(policy)


def put_role_policy(aws: Aws, role: str, name: str, policy: dict[str, Any] | str) -> None:
    """Give a role the inline policy `name`."""
    text = document(policy)
    aws("iam", "put_role_policy", RoleName=role, PolicyName=name, PolicyDocument=text)
