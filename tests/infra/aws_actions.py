"""What AWS says of IAM actions: which there are, which know a resource, which a type needs.

The first two are from cfn-lint's copy of the Service Authorization Reference, the last from the
handlers in CloudFormation's schema of a resource type.
"""

from functools import cache
from typing import Any

from cfnlint.data import AdditionalSpecs
from cfnlint.helpers import load_resource
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from tests.infra.cloud_outputs import REGION
from tests.infra.cloud_schemas import cloudformation_type


@cache
def _reference() -> dict[str, Any]:
    return dict(load_resource(AdditionalSpecs, "Policies.json"))


def exists(action: str) -> bool:
    """Whether there is `action`, such as `kinesis:PutRecords`."""
    service, _, name = action.partition(":")
    return name.lower() in _reference().get(service, {}).get("Actions", {})


# Where the reference says otherwise than it is, with the reason.
_WITHOUT_RESOURCE = {
    "cloudwatch:GetMetricData": "it is about metrics, which have no ARN",
    "cloudwatch:PutMetricData": "it is about metrics, which have no ARN",
}
_WITH_RESOURCE = {"logs:DescribeLogGroups": "policies of AWS itself limit it to log-group:*"}

ASKED_ON = {"logs:DescribeLogGroups": ("logs", "log-group::log-stream:")}
"""Service and resource that AWS asks for whatever a request names; its refusals show it."""


def knows_resources(action: str) -> bool:
    """Whether a policy can limit `action` to resources."""
    service, _, name = action.partition(":")
    if action in {**_WITHOUT_RESOURCE, **_WITH_RESOURCE}:
        return action in _WITH_RESOURCE
    return bool(_reference()[service]["Actions"][name.lower()].get("Resources"))


def needed(token: str, *handlers: str) -> frozenset[str]:
    """The actions that the `handlers` of the native resource type `token` call.

    Args:
        token: of Pulumi, such as `aws-native:kinesis:Stream`.
        handlers: of create, read, update, delete.
    """
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, cloudformation_type(token)).schema
    parts = [schema.get("handlers", {}).get(handler, {}) for handler in handlers]
    return frozenset(action for part in parts for action in part.get("permissions", ()))
