"""What the pipeline may do to what a stack found: use it, and in no case change or delete it."""

from collections.abc import Sequence
from typing import Any, Final

import pulumi

from infra.aws_account import AwsAccount
from infra.existing_resources import ExistingConfig
from infra.pipeline_services import NAMED
from infra.policy_document import allow, deny

_CONSUMER_READS: Final = ("kinesis:DescribeStreamConsumer", "kinesis:ListTagsForResource")
_CONSUMER_WRITES: Final = (
    "kinesis:DeregisterStreamConsumer",
    "kinesis:RegisterStreamConsumer",
    "kinesis:TagResource",
)
# What a role may only be given, or be changed in, while it has the boundary.
BOUNDED_WRITES: Final = (
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
)


def existing_stream_reads(
    account: AwsAccount, environment: str, existing: ExistingConfig
) -> list[dict[str, Any]]:
    """The consumers that the stack registers at streams that it found."""
    if not existing.streams:
        return []
    return [allow("ReadOwnConsumers", _CONSUMER_READS, _own_consumers(account, environment))]


def existing_stream_writes(
    account: AwsAccount, environment: str, existing: ExistingConfig
) -> list[dict[str, Any]]:
    """The same to register and deregister; a name that ends like ours makes a stream not ours."""
    if not existing.streams:
        return []
    arns = list(existing.stream_arns.values())
    (named,) = [rights for rights in NAMED if rights.sid == "Streams"]
    others = [action for action in named.write if "Consumer" not in action]
    return [
        allow("OwnConsumers", _CONSUMER_WRITES, [*arns, _own_consumers(account, environment)]),
        deny("LeaveFoundStreams", others, arns),
    ]


def _own_consumers(account: AwsAccount, environment: str) -> pulumi.Output[str]:
    """The consumers with the environment's name, of whatever stream."""
    return account.arn("kinesis", f"stream/*/consumer/*-{environment}:*")


def role_statements(
    roles: Sequence[pulumi.Input[str]], writes: Sequence[str], boundary_arn: str | None
) -> list[dict[str, Any]]:
    """`writes` on `roles`; with a boundary nobody makes or changes a role that lacks it."""
    if boundary_arn is None:
        return [allow("Roles", list(writes), roles)]
    bounded = {"StringEquals": {"iam:PermissionsBoundary": boundary_arn}}
    free = [action for action in writes if action not in BOUNDED_WRITES]
    return [
        allow("Roles", free, roles),
        allow("RolesWithinBoundary", BOUNDED_WRITES, roles, condition=bounded),
    ]
