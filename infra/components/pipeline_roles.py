"""The CI pipeline's way in: GitHub says who it is, AWS gives it a role for hours, no key exists.

pull request          --token--> preview role: reads
schedule on BRANCH    --token--> drift role: reads
environment on BRANCH --token--> deploy role: reads and writes what this program makes
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws_native import iam

from infra.aws_account import AwsAccount
from infra.pipeline_rights import Scope, pipeline_policies
from infra.pipeline_sessions import DEPLOY_SESSION_S, READING_SESSION_S
from infra.policy_document import policy
from infra.tags import tag_list

ISSUER: Final = "token.actions.githubusercontent.com"
_AUDIENCE: Final = "sts.amazonaws.com"
_SESSION_S: Final = {
    "preview": READING_SESSION_S,
    "drift": READING_SESSION_S,
    "deploy": DEPLOY_SESSION_S,
}


@dataclass(frozen=True, kw_only=True)
class PipelineRolesArgs:
    """Arguments of `PipelineRoles`.

    Attributes:
        repository: `OWNER/NAME` on GitHub, for whoever reads the roles.
        subject: of the repository's tokens, without what follows the repository.
        branch: the only branch that may deploy.
        provider_exists: whether the account has GitHub's identity provider already.
        scope: what is the stack's.
        policy_arns: further policies of the roles, by use.
        tags: of what is made.
    """

    repository: str
    subject: str
    branch: str
    provider_exists: bool
    scope: Scope
    policy_arns: Mapping[str, Sequence[str]]
    tags: Mapping[str, str]


class PipelineRoles(pulumi.ComponentResource):
    """Roles to preview, to look for drift and to deploy, and the identity provider they trust.

    Attributes:
        arns: ARN by use, `preview`, `drift` and `deploy`.
    """

    arns: dict[str, pulumi.Output[str]]

    def __init__(
        self, name: str, args: PipelineRolesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:PipelineRoles", name, None, opts)
        self._args = args
        provider_arn = self._provider_arn(name)
        policies = self._policies()
        preview = _preview_claims(args.subject)
        deploy = _deploy_claims(args.subject, args.branch, args.scope.environment)
        drift = _drift_claims(args.subject, args.branch)
        self.arns = {
            "preview": self._role(
                "preview",
                _trust(provider_arn, preview),
                [policies[each] for each in args.scope.preview],
            ),
            "drift": self._role(
                "drift", _trust(provider_arn, drift), [policies[each] for each in args.scope.drift]
            ),
            "deploy": self._role(
                "deploy",
                _trust(provider_arn, deploy),
                [policies[each] for each in args.scope.deploy],
            ),
        }
        self.register_outputs({"arns": self.arns})

    def _provider_arn(self, name: str) -> pulumi.Output[str]:
        """The ARN of the one identity provider that an account can have for GitHub."""
        if self._args.provider_exists:
            return _provider_arn(self._args.scope.account)
        provider = iam.OidcProvider(
            name,
            url=f"https://{ISSUER}",
            client_id_list=[_AUDIENCE],
            tags=tag_list(self._args.tags),
            opts=pulumi.ResourceOptions(parent=self),
        )
        arn: pulumi.Output[str] = provider.arn
        return arn

    def _policies(self) -> dict[str, pulumi.Output[str]]:
        """ARN by name of each policy."""
        return {
            name: iam.ManagedPolicy(
                f"pipeline-{name}",
                managed_policy_name=self._args.scope.named_in_account(f"revstream-{name}"),
                policy_document=policy(*statements),
                opts=pulumi.ResourceOptions(parent=self),
            ).policy_arn
            for name, statements in pipeline_policies(self._args.scope).items()
        }

    def _role(
        self, use: str, trust: dict[str, Any], policy_arns: list[pulumi.Output[str]]
    ) -> pulumi.Output[str]:
        role = iam.Role(
            f"pipeline-{use}",
            role_name=self._args.scope.named_in_account(f"revstream-{use}"),
            description=f"What the pipeline of {self._args.repository} may do to {use}",
            assume_role_policy_document=trust,
            max_session_duration=_SESSION_S[use],
            managed_policy_arns=[*policy_arns, *self._args.policy_arns.get(use, ())],
            tags=tag_list(self._args.tags),
            opts=pulumi.ResourceOptions(parent=self),
        )
        arn: pulumi.Output[str] = role.arn
        return arn


def _provider_arn(account: AwsAccount) -> pulumi.Output[str]:
    return pulumi.Output.concat(
        "arn:", account.partition, ":iam::", account.account_id, f":oidc-provider/{ISSUER}"
    )


def _preview_claims(subject: str) -> dict[str, str]:
    return {"sub": f"{subject}:pull_request"}


def _drift_claims(subject: str, branch: str) -> dict[str, str]:
    """A job in no environment, as a scheduled one is, on the branch that deploys."""
    return {"sub": f"{subject}:ref:refs/heads/{branch}"}


def _deploy_claims(subject: str, branch: str, environment: str) -> dict[str, str]:
    """A job in the environment, and on the branch: the subject of such a job names no branch."""
    return {
        "sub": f"{subject}:environment:{environment}",
        "ref": f"refs/heads/{branch}",
    }


def _trust(provider_arn: pulumi.Output[str], claims: Mapping[str, str]) -> dict[str, Any]:
    """Whoever has a token with exactly these claims; a missing one is as bad as another."""
    expected = {f"{ISSUER}:{claim}": value for claim, value in claims.items()}
    return policy(
        {
            "Sid": "PipelineOfOneRepository",
            "Effect": "Allow",
            "Principal": {"Federated": provider_arn},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{ISSUER}:aud": _AUDIENCE, **expected}},
        }
    )
