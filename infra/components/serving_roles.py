"""The two roles of who answers requests: what the program may do, and what starts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_aws_native as aws_native

from infra.policy_document import policy
from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.aws_account import AwsAccount


@dataclass(frozen=True, kw_only=True)
class ServingRolesArgs:
    """Arguments of `ServingRoles`.

    Attributes:
        program_name: name of the role of the program.
        start_name: name of the role of what starts it.
        account: whose tasks take the roles on.
        program_statements: what the program may do.
        start_statements: what starting it takes.
        tags: of the roles.
    """

    program_name: str
    start_name: str
    account: AwsAccount
    program_statements: Sequence[dict[str, Any]]
    start_statements: Sequence[dict[str, Any]]
    tags: Mapping[str, str]


class ServingRoles(pulumi.ComponentResource):
    """Two roles with one policy each, for tasks of this account alone.

    ECS starts a task anew until AWS knows its roles, so that nothing waits for that here.

    Attributes:
        program_arn: of the role of the program.
        start_arn: of the role of what starts it: image, secret, log.
    """

    program_arn: pulumi.Output[str]
    start_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: ServingRolesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:ServingRoles", name, None, opts)
        self.program_arn = self._role(
            name, args.program_name, "What answers requests may do", args, args.program_statements
        )
        self.start_arn = self._role(
            f"{name}-start",
            args.start_name,
            "What starting the tasks that answer requests takes",
            args,
            args.start_statements,
        )
        self.register_outputs({"program_arn": self.program_arn, "start_arn": self.start_arn})

    def _role(
        self,
        name: str,
        role_name: str,
        description: str,
        args: ServingRolesArgs,
        statements: Sequence[dict[str, Any]],
    ) -> pulumi.Output[str]:
        rights = aws_native.iam.RolePolicyArgs(
            policy_name="serving", policy_document=policy(*statements)
        )
        role = aws_native.iam.Role(
            name,
            role_name=role_name,
            description=description,
            assume_role_policy_document=_trust(args.account),
            policies=[rights],
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(parent=self),
        )
        arn: pulumi.Output[str] = role.arn
        return arn


def _trust(account: AwsAccount) -> dict[str, Any]:
    """Only tasks of this account and region: the service acts for others, too."""
    return policy(
        {
            "Sid": "TasksOfThisAccount",
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account.account_id},
                "ArnLike": {"aws:SourceArn": account.arn("ecs", "*")},
            },
        }
    )
