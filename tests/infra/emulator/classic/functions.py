"""The functions of `aws` that a program may ask: who and where it is, what a region offers."""

from collections.abc import Callable
from typing import Final

from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.wire import Properties


def _caller(aws: Aws, _arguments: Properties) -> Properties:
    caller = aws("sts", "get_caller_identity")
    account = caller["Account"]
    return {"id": account, "accountId": account, "arn": caller["Arn"], "userId": caller["UserId"]}


def _region(aws: Aws, _arguments: Properties) -> Properties:
    return {"id": aws.region, "region": aws.region, "name": aws.region}


def _partition(_aws: Aws, _arguments: Properties) -> Properties:
    return {"id": "aws", "partition": "aws", "dnsSuffix": "amazonaws.com"}


def _zones(aws: Aws, arguments: Properties) -> Properties:
    zones = aws("ec2", "describe_availability_zones")["AvailabilityZones"]
    state = arguments.get("state", "available")
    names = sorted(zone["ZoneName"] for zone in zones if zone["State"] == state)
    return {"id": aws.region, "names": names}


def _prefix_list(aws: Aws, arguments: Properties) -> Properties:
    filters = [{"Name": "prefix-list-name", "Values": [arguments["name"]]}]
    (found,) = aws("ec2", "describe_prefix_lists", Filters=filters)["PrefixLists"]
    return {
        "id": found["PrefixListId"],
        "name": found["PrefixListName"],
        "cidrBlocks": found["Cidrs"],
        "region": aws.region,
    }


FUNCTIONS: Final[dict[str, Callable[[Aws, Properties], Properties]]] = {
    "aws:ec2/getPrefixList:getPrefixList": _prefix_list,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
    "aws:index/getCallerIdentity:getCallerIdentity": _caller,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getRegion:getRegion": _region,
}
