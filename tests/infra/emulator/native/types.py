"""All resource types of `aws-native` that the stand-in has, by CloudFormation's names."""

from typing import Final

from tests.infra.emulator.native import (
    applications,
    budgets,
    cloudwatch,
    elasticache,
    events,
    functions_on_lambda,
    iam,
    kinesis,
    kms,
    logs,
    managed_policies,
    security_groups,
    sns,
    vpc,
)
from tests.infra.emulator.resource_type import ResourceType

TYPES: Final[dict[str, ResourceType]] = {
    **applications.TYPES,
    **budgets.TYPES,
    **cloudwatch.TYPES,
    **elasticache.TYPES,
    **events.TYPES,
    **functions_on_lambda.TYPES,
    **iam.TYPES,
    **kinesis.TYPES,
    **kms.TYPES,
    **logs.TYPES,
    **managed_policies.TYPES,
    **security_groups.TYPES,
    **sns.TYPES,
    **vpc.TYPES,
}
