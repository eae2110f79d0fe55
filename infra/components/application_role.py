"""The role that a Managed Flink application runs under: what its job needs, on what it needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws_native as aws_native

from infra.application_rights import ApplicationRights, application_statements
from infra.aws_account import AwsAccount
from infra.components.role_propagation import RolePropagation, RolePropagationArgs
from infra.policy_document import policy
from infra.tags import tag_list


@dataclass(frozen=True, kw_only=True)
class ApplicationRoleArgs:
    """Arguments of `ApplicationRole`.

    Attributes:
        role_name: name of the role.
        application: name of the only application that may take the role on.
        account: where the application runs.
        rights: what the job reads, writes and uses.
        propagation_s: seconds that AWS is given to spread the role.
        tags: of the role.
    """

    role_name: str
    application: str
    account: AwsAccount
    rights: ApplicationRights
    propagation_s: int
    tags: Mapping[str, str]


class ApplicationRole(pulumi.ComponentResource):
    """A role for one application, with one policy.

    Attributes:
        arn: of the role, once AWS has had time to spread it.
    """

    arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: ApplicationRoleArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:ApplicationRole", name, None, opts)
        rights = policy(*application_statements(args.account, args.rights))
        trust = _trust(args.account, args.application)
        inside = pulumi.ResourceOptions(parent=self)
        role = aws_native.iam.Role(
            name,
            role_name=args.role_name,
            description=f"What {args.application} may do",
            assume_role_policy_document=trust,
            policies=[
                aws_native.iam.RolePolicyArgs(policy_name="application", policy_document=rights)
            ],
            tags=tag_list(args.tags),
            opts=inside,
        )
        propagation = RolePropagation(
            name,
            RolePropagationArgs(role=role, rights=[trust, rights], wait_s=args.propagation_s),
            opts=inside,
        )
        self.arn = propagation.role_arn
        self.register_outputs({"arn": self.arn})


def _trust(account: AwsAccount, application: str) -> dict[str, Any]:
    """Only the one application of this account: the service acts for others, too."""
    return policy(
        {
            "Sid": "OneApplicationOfThisAccount",
            "Effect": "Allow",
            "Principal": {"Service": "kinesisanalytics.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account.account_id},
                "ArnEquals": {
                    "aws:SourceArn": account.arn("kinesisanalytics", f"application/{application}")
                },
            },
        }
    )
