"""What the deploying pipeline may do to networks: make new ones, change those with our tags.

EC2's ids say nothing, so that tags are what tells whose something is. A tag may only be set on
something that is being made, or that is ours already.
"""

from collections.abc import Sequence
from typing import Any, Final

from infra.aws_account import AwsAccount
from infra.existing_resources import ExistingConfig
from infra.policy_document import allow

_KINDS: Final = ("route-table", "security-group", "subnet", "vpc", "vpc-endpoint")
_CREATE: Final = (
    "CreateRouteTable",
    "CreateSecurityGroup",
    "CreateSubnet",
    "CreateVpc",
    "CreateVpcEndpoint",
)
_CHANGE: Final = (
    "AssociateRouteTable",
    "AuthorizeSecurityGroupEgress",
    "AuthorizeSecurityGroupIngress",
    "CreateTags",
    "DeleteRouteTable",
    "DeleteSecurityGroup",
    "DeleteSubnet",
    "DeleteTags",
    "DeleteVpc",
    "DeleteVpcEndpoints",
    "DisassociateRouteTable",
    "ModifySubnetAttribute",
    "ModifyVpcAttribute",
    "ModifyVpcEndpoint",
    "ReplaceRouteTableAssociation",
    "RevokeSecurityGroupEgress",
    "RevokeSecurityGroupIngress",
    "UpdateSecurityGroupRuleDescriptionsEgress",
    "UpdateSecurityGroupRuleDescriptionsIngress",
)


# In a network that was found: groups and endpoints of our own, and nothing of the network itself.
_FOUND_KINDS: Final = ("security-group", "vpc-endpoint")
_FOUND_CREATE: Final = ("CreateSecurityGroup", "CreateVpcEndpoint")
_FOUND_CHANGE: Final = tuple(
    each
    for each in _CHANGE
    if "SecurityGroup" in each or "VpcEndpoint" in each or each in {"CreateTags", "DeleteTags"}
)


def network_statements(
    account: AwsAccount, environment: str, existing: ExistingConfig
) -> list[dict[str, Any]]:
    """The statements about the network of an environment and what is in it."""
    if existing.vpc_id is None:
        anything = [account.arn("ec2", f"{kind}/*") for kind in _KINDS]
        return [
            allow("MakeNetwork", _ec2(_CREATE), anything),
            *_own(account, environment, _KINDS, _CREATE, _CHANGE),
        ]
    new = [account.arn("ec2", f"{kind}/*") for kind in _FOUND_KINDS]
    tables = [account.arn("ec2", f"route-table/{each}") for each in existing.route_table_ids]
    found = [*(account.arn("ec2", f"subnet/{each}") for each in existing.subnet_ids), *tables]
    vpc = account.arn("ec2", f"vpc/{existing.vpc_id}")
    return [
        allow("MakeInFoundNetwork", _ec2(_FOUND_CREATE), [*new, vpc, *found]),
        allow("MoveOwnEndpoints", ["ec2:ModifyVpcEndpoint"], found),
        *_own(account, environment, _FOUND_KINDS, _FOUND_CREATE, _FOUND_CHANGE),
    ]


def _own(
    account: AwsAccount,
    environment: str,
    kinds: Sequence[str],
    create: Sequence[str],
    change: Sequence[str],
) -> list[dict[str, Any]]:
    """Tagging what is being made, and changing what has our tags."""
    arns = [account.arn("ec2", f"{kind}/*") for kind in kinds]
    rules = account.arn("ec2", "security-group-rule/*")
    ours = {
        "aws:ResourceTag/project": "revstream",
        "aws:ResourceTag/environment": environment,
    }
    return [
        allow(
            "TagWhatIsBeingMade",
            ["ec2:CreateTags"],
            arns,
            condition={"StringEquals": {"ec2:CreateAction": list(create)}},
        ),
        allow("ChangeOwnNetwork", _ec2(change), arns, condition={"StringEquals": ours}),
        # A rule has no tags of its own; the group that it is in has, above.
        allow(
            "RulesOfOwnGroups",
            _ec2([a for a in change if "SecurityGroup" in a and not a.startswith("Delete")]),
            rules,
        ),
    ]


def _ec2(names: Sequence[str]) -> list[str]:
    return [f"ec2:{name}" for name in names]
