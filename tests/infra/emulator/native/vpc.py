"""Networks, subnets, route tables and endpoints.

ministack keeps neither the security groups, the private name nor the policy of an endpoint.
"""

import json
from typing import Any, Final

from tests.infra.emulator.aws_calls import Aws, RefusalError
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.tagging import tag_changes, tag_list
from tests.infra.emulator.type_schema import Model

_DNS_ATTRIBUTES: Final = ("EnableDnsHostnames", "EnableDnsSupport")


class Vpc:
    """AWS::EC2::VPC."""

    def create(self, aws: Aws, model: Model) -> Model:
        vpc = aws(
            "ec2",
            "create_vpc",
            CidrBlock=model["CidrBlock"],
            InstanceTenancy=model.get("InstanceTenancy"),
            TagSpecifications=tag_specifications("vpc", model),
        )["Vpc"]
        made = {"VpcId": vpc["VpcId"]}
        _set_dns(aws, {}, {**model, **made})
        filters = _in_vpc(vpc["VpcId"], {"group-name": "default"})
        (group,) = aws("ec2", "describe_security_groups", Filters=filters)["SecurityGroups"]
        return {**made, "DefaultSecurityGroup": group["GroupId"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        vpc_id = model["VpcId"]
        found = aws.find("ec2", "describe_vpcs", VpcIds=[vpc_id])
        if found is None:
            return None
        vpc = found["Vpcs"][0]
        read = {"VpcId": vpc_id, "CidrBlock": vpc["CidrBlock"], "Tags": vpc.get("Tags", [])}
        for name in _DNS_ATTRIBUTES:
            attribute = name[0].lower() + name[1:]
            answer = aws("ec2", "describe_vpc_attribute", VpcId=vpc_id, Attribute=attribute)
            read[name] = answer[name]["Value"]
        return read

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        _set_dns(aws, old, new)
        retag(aws, new["VpcId"], old, new)

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("ec2", "delete_vpc", VpcId=model["VpcId"])


class Subnet:
    """AWS::EC2::Subnet."""

    def create(self, aws: Aws, model: Model) -> Model:
        subnet = aws(
            "ec2",
            "create_subnet",
            VpcId=model["VpcId"],
            CidrBlock=model["CidrBlock"],
            AvailabilityZone=model.get("AvailabilityZone"),
            TagSpecifications=tag_specifications("subnet", model),
        )["Subnet"]
        made = {"SubnetId": subnet["SubnetId"]}
        _set_public_addresses(aws, {**model, **made})
        return {**made, "AvailabilityZone": subnet["AvailabilityZone"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find("ec2", "describe_subnets", SubnetIds=[model["SubnetId"]])
        if found is None:
            return None
        names = ("SubnetId", "VpcId", "CidrBlock", "AvailabilityZone", "MapPublicIpOnLaunch")
        return {name: found["Subnets"][0].get(name) for name in (*names, "Tags")}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        _set_public_addresses(aws, new)
        retag(aws, new["SubnetId"], old, new)

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("ec2", "delete_subnet", SubnetId=model["SubnetId"])


class RouteTable:
    """AWS::EC2::RouteTable."""

    def create(self, aws: Aws, model: Model) -> Model:
        tags = tag_specifications("route-table", model)
        answer = aws("ec2", "create_route_table", VpcId=model["VpcId"], TagSpecifications=tags)
        return {"RouteTableId": answer["RouteTable"]["RouteTableId"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find("ec2", "describe_route_tables", RouteTableIds=[model["RouteTableId"]])
        if found is None:
            return None
        table = found["RouteTables"][0]
        return {name: table.get(name) for name in ("RouteTableId", "VpcId", "Tags")}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        retag(aws, new["RouteTableId"], old, new)

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("ec2", "delete_route_table", RouteTableId=model["RouteTableId"])


class SubnetRouteTableAssociation:
    """AWS::EC2::SubnetRouteTableAssociation."""

    def create(self, aws: Aws, model: Model) -> Model:
        table, subnet = model["RouteTableId"], model["SubnetId"]
        answer = aws("ec2", "associate_route_table", RouteTableId=table, SubnetId=subnet)
        return {"Id": answer["AssociationId"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find("ec2", "describe_route_tables", RouteTableIds=[model["RouteTableId"]])
        for association in found["RouteTables"][0]["Associations"] if found else ():
            if association["RouteTableAssociationId"] == model["Id"]:
                return {name: association[name] for name in ("RouteTableId", "SubnetId")}
        return None

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        raise RefusalError("AWS::EC2::SubnetRouteTableAssociation: no update is possible")

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("ec2", "disassociate_route_table", AssociationId=model["Id"])


class VpcEndpoint:
    """AWS::EC2::VPCEndpoint; that what it refers to exists is checked here, not by ministack."""

    def create(self, aws: Aws, model: Model) -> Model:
        refer(aws, model)
        endpoint = aws(
            "ec2",
            "create_vpc_endpoint",
            VpcId=model["VpcId"],
            ServiceName=model.get("ServiceName"),
            VpcEndpointType=model.get("VpcEndpointType"),
            SubnetIds=model.get("SubnetIds"),
            SecurityGroupIds=model.get("SecurityGroupIds"),
            RouteTableIds=model.get("RouteTableIds"),
            PrivateDnsEnabled=model.get("PrivateDnsEnabled"),
            PolicyDocument=_document(model),
            TagSpecifications=tag_specifications("vpc-endpoint", model),
        )["VpcEndpoint"]
        return {"Id": endpoint["VpcEndpointId"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find("ec2", "describe_vpc_endpoints", VpcEndpointIds=[model["Id"]])
        if found is None or not found["VpcEndpoints"]:
            return None
        endpoint = found["VpcEndpoints"][0]
        names = ("VpcId", "ServiceName", "VpcEndpointType", "SubnetIds", "RouteTableIds", "Tags")
        return {"Id": model["Id"], **{name: endpoint.get(name) for name in names}}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        refer(aws, new)
        changes: dict[str, Any] = {"PolicyDocument": _document(new)}
        for kind in ("SubnetId", "SecurityGroupId", "RouteTableId"):
            before, after = old.get(f"{kind}s", []), new.get(f"{kind}s", [])
            changes[f"Add{kind}s"] = [each for each in after if each not in before] or None
            changes[f"Remove{kind}s"] = [each for each in before if each not in after] or None
        aws("ec2", "modify_vpc_endpoint", VpcEndpointId=new["Id"], **changes)
        retag(aws, new["Id"], old, new)

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("ec2", "delete_vpc_endpoints", VpcEndpointIds=[model["Id"]])


TYPES: Final[dict[str, ResourceType]] = {
    "AWS::EC2::RouteTable": RouteTable(),
    "AWS::EC2::Subnet": Subnet(),
    "AWS::EC2::SubnetRouteTableAssociation": SubnetRouteTableAssociation(),
    "AWS::EC2::VPC": Vpc(),
    "AWS::EC2::VPCEndpoint": VpcEndpoint(),
}


def refer(aws: Aws, model: Model) -> None:
    """Check that the subnets and security groups that `model` names exist.

    Raises:
        RefusalError: one does not; AWS refuses it, ministack takes any.
    """
    if model.get("SubnetIds"):
        aws("ec2", "describe_subnets", SubnetIds=model["SubnetIds"])
    if model.get("SecurityGroupIds"):
        aws("ec2", "describe_security_groups", GroupIds=model["SecurityGroupIds"])


def tag_specifications(resource: str, model: Model) -> list[dict[str, Any]] | None:
    """The tags of `model` as EC2 wants them for a new resource of type `resource`."""
    tags = tag_list(model)
    return [{"ResourceType": resource, "Tags": tags}] if tags else None


def retag(aws: Aws, resource_id: str, old: Model, new: Model) -> None:
    """Give an EC2 resource the tags of `new`."""
    changed, gone = tag_changes(old, new)
    if changed:
        tags = tag_list({"Tags": changed})
        aws("ec2", "create_tags", Resources=[resource_id], Tags=tags)
    if gone:
        keys = [{"Key": key} for key in gone]
        aws("ec2", "delete_tags", Resources=[resource_id], Tags=keys)


def _set_dns(aws: Aws, old: Model, new: Model) -> None:
    for name in _DNS_ATTRIBUTES:
        if name in new and old.get(name) != new[name]:
            aws("ec2", "modify_vpc_attribute", VpcId=new["VpcId"], **{name: {"Value": new[name]}})


def _set_public_addresses(aws: Aws, model: Model) -> None:
    if "MapPublicIpOnLaunch" in model:
        public = {"Value": model["MapPublicIpOnLaunch"]}
        subnet_id = model["SubnetId"]
        aws("ec2", "modify_subnet_attribute", SubnetId=subnet_id, MapPublicIpOnLaunch=public)


def _document(model: Model) -> str | None:
    policy = model.get("PolicyDocument")
    return json.dumps(policy) if isinstance(policy, dict) else policy


def _in_vpc(vpc_id: str, wanted: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"Name": name, "Values": [value]} for name, value in {"vpc-id": vpc_id, **wanted}.items()
    ]
