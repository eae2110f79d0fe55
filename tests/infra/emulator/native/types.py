"""All resource types of `aws-native` that the stand-in has, by CloudFormation's names."""

from typing import Final

from tests.infra.emulator.native import kinesis
from tests.infra.emulator.resource_type import ResourceType

TYPES: Final[dict[str, ResourceType]] = {
    **kinesis.TYPES,
}
