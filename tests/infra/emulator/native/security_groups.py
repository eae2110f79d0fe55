"""Security groups and their rules.

As with CloudFormation, a new group keeps EC2's rule that lets everything out unless it is given
outbound rules of its own. ministack forgets the prefix list of a rule.
"""

from typing import Any, Final

from tests.infra.emulator.aws_calls import Aws, RefusalError
from tests.infra.emulator.native.vpc import retag, tag_specifications
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.type_schema import Model

_LISTS: Final = {"SecurityGroupIngress": "ingress", "SecurityGroupEgress": "egress"}
_ALL_OUT: Final = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


class SecurityGroup:
    """AWS::EC2::SecurityGroup."""

    def create(self, aws: Aws, model: Model) -> Model:
        group_id = aws(
            "ec2",
            "create_security_group",
            GroupName=model["GroupName"],
            Description=model["GroupDescription"],
            VpcId=model["VpcId"],
            TagSpecifications=tag_specifications("security-group", model),
        )["GroupId"]
        if model.get("SecurityGroupEgress"):
            _revoke(aws, group_id, "egress", [_ALL_OUT])
        for name, direction in _LISTS.items():
            _authorize(aws, group_id, direction, model.get(name, []))
        return {"Id": group_id, "GroupId": group_id}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find("ec2", "describe_security_groups", GroupIds=[model["Id"]])
        if found is None:
            return None
        group = found["SecurityGroups"][0]
        return {
            "Id": group["GroupId"],
            "GroupId": group["GroupId"],
            "GroupName": group["GroupName"],
            "GroupDescription": group["Description"],
            "VpcId": group["VpcId"],
            "Tags": group.get("Tags", []),
        }

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        for name, direction in _LISTS.items():
            before, after = old.get(name, []), new.get(name, [])
            gone = [_permission(rule) for rule in before if rule not in after]
            if gone:
                _revoke(aws, new["Id"], direction, gone)
            _authorize(aws, new["Id"], direction, [rule for rule in after if rule not in before])
        retag(aws, new["Id"], old, new)

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("ec2", "delete_security_group", GroupId=model["Id"])


class SecurityGroupRule:
    """AWS::EC2::SecurityGroupIngress and AWS::EC2::SecurityGroupEgress, by `direction`."""

    def __init__(self, direction: str) -> None:
        self._direction: Final = direction

    def create(self, aws: Aws, model: Model) -> Model:
        answer = _authorize(aws, model["GroupId"], self._direction, [model])
        return {"Id": answer["SecurityGroupRules"][0]["SecurityGroupRuleId"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        filters = [{"Name": "group-id", "Values": [model["GroupId"]]}]
        answer = aws("ec2", "describe_security_group_rules", Filters=filters)
        for rule in answer["SecurityGroupRules"]:
            if rule["SecurityGroupRuleId"] == model["Id"]:
                return {
                    name: rule[name] for name in ("GroupId", "IpProtocol", "FromPort", "ToPort")
                }
        return None

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        raise RefusalError("a rule of a security group: ministack cannot change its description")

    def delete(self, aws: Aws, model: Model) -> None:
        if self.read(aws, model) is not None:
            _revoke(aws, model["GroupId"], self._direction, [_permission(model)])


TYPES: Final[dict[str, ResourceType]] = {
    "AWS::EC2::SecurityGroup": SecurityGroup(),
    "AWS::EC2::SecurityGroupEgress": SecurityGroupRule("egress"),
    "AWS::EC2::SecurityGroupIngress": SecurityGroupRule("ingress"),
}


def _authorize(aws: Aws, group_id: str, direction: str, rules: list[Model]) -> dict[str, Any]:
    if not rules:
        return {}
    permissions = [_permission(rule) for rule in rules]
    operation = f"authorize_security_group_{direction}"
    return aws("ec2", operation, GroupId=group_id, IpPermissions=permissions)


def _revoke(aws: Aws, group_id: str, direction: str, permissions: list[dict[str, Any]]) -> None:
    operation = f"revoke_security_group_{direction}"
    aws("ec2", operation, GroupId=group_id, IpPermissions=permissions)


def _permission(rule: Model) -> dict[str, Any]:
    """A rule of CloudFormation as EC2 wants it."""
    about = {"Description": rule["Description"]} if "Description" in rule else {}
    permission: dict[str, Any] = {"IpProtocol": rule["IpProtocol"]}
    for port in ("FromPort", "ToPort"):
        if port in rule:
            permission[port] = rule[port]
    group = rule.get("SourceSecurityGroupId", rule.get("DestinationSecurityGroupId"))
    prefix_list = rule.get("SourcePrefixListId", rule.get("DestinationPrefixListId"))
    if "CidrIp" in rule:
        permission["IpRanges"] = [{"CidrIp": rule["CidrIp"], **about}]
    if group is not None:
        permission["UserIdGroupPairs"] = [{"GroupId": group, **about}]
    if prefix_list is not None:
        permission["PrefixListIds"] = [{"PrefixListId": prefix_list, **about}]
    return permission
