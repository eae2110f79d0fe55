"""The functions of `aws-native`: which account and region this is."""

from collections.abc import Callable
from typing import Final

from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.wire import Properties


def _account_id(aws: Aws, _arguments: Properties) -> Properties:
    return {"accountId": aws.account}


def _region(aws: Aws, _arguments: Properties) -> Properties:
    return {"region": aws.region}


def _zones(aws: Aws, arguments: Properties) -> Properties:
    region = arguments.get("region", aws.region)
    filters = [{"Name": "region-name", "Values": [region]}]
    zones = aws("ec2", "describe_availability_zones", Filters=filters)["AvailabilityZones"]
    return {"azs": sorted(zone["ZoneName"] for zone in zones)}


def _partition(_aws: Aws, _arguments: Properties) -> Properties:
    return {"partition": "aws"}


FUNCTIONS: Final[dict[str, Callable[[Aws, Properties], Properties]]] = {
    "aws-native:index:getAccountId": _account_id,
    "aws-native:index:getAzs": _zones,
    "aws-native:index:getPartition": _partition,
    "aws-native:index:getRegion": _region,
}
