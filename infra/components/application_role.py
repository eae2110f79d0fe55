"""The role that a Managed Flink application runs under: what its job needs, on what it needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws_native as aws_native

from infra.application_rights import ApplicationRights, application_statements
from infra.aws_account import AwsAccount
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
        tags: of the role.
    """

    role_name: str
    application: str
    account: AwsAccount
    rights: ApplicationRights
    tags: Mapping[str, str]


class ApplicationRole(pulumi.ComponentResource):
    """A role for one application, with one policy."""

    arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: ApplicationRoleArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:ApplicationRole", name, None, opts)
        statements = application_statements(args.account, args.rights)
        rights = aws_native.iam.RolePolicyArgs(
            policy_name="application", policy_document=policy(*statements)
        )
        role = aws_native.iam.Role(
            name,
            role_name=args.role_name,
            description=f"What {args.application} may do",
            assume_role_policy_document=_trust(args.account, args.application),
            policies=[rights],
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = role.arn
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
