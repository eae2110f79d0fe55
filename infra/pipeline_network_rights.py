"""What the deploying pipeline may do to networks: make new ones, change those with our tags.

EC2's ids say nothing, so that tags are what tells whose something is. A tag may only be set on
something that is being made, or that is ours already.
"""

from typing import Any, Final

from infra.aws_account import AwsAccount
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


def network_statements(account: AwsAccount, environment: str) -> list[dict[str, Any]]:
    """The statements about the network of an environment and what is in it."""
    kinds = [account.arn("ec2", f"{kind}/*") for kind in _KINDS]
    rules = account.arn("ec2", "security-group-rule/*")
    ours = {
        "aws:ResourceTag/project": "revstream",
        "aws:ResourceTag/environment": environment,
    }
    return [
        allow("MakeNetwork", _ec2(_CREATE), kinds),
        allow(
            "TagWhatIsBeingMade",
            ["ec2:CreateTags"],
            kinds,
            condition={"StringEquals": {"ec2:CreateAction": list(_CREATE)}},
        ),
        allow("ChangeOwnNetwork", _ec2(_CHANGE), kinds, condition={"StringEquals": ours}),
        # A rule has no tags of its own; the group that it is in has, above.
        allow(
            "RulesOfOwnGroups",
            _ec2(tuple(a for a in _CHANGE if "SecurityGroup" in a and not a.startswith("Delete"))),
            rules,
        ),
    ]


def _ec2(names: tuple[str, ...]) -> list[str]:
    return [f"ec2:{name}" for name in names]
