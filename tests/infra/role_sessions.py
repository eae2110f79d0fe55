"""Taking on the roles of a stack in an emulated AWS that asks for what policies allow."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, Final

from ministack.core.iam_evaluator import (
    EvalContext,
    evaluate,
    evaluate_trust_policy,
    parse_policy_document,
)

from tests.infra.emulator.aws_calls import Aws

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.infra.emulated_stack import EmulatedStack

ISSUER: Final = "token.actions.githubusercontent.com"


def session_of(stack: EmulatedStack, role: str) -> Aws:
    """The account with the rights of `role` alone.

    The services that a role is for cannot be had here: for the moment of taking it on, the
    account's root is trusted, too. What the role may do is not touched.
    """
    account = stack.account
    found = account("iam", "get_role", RoleName=role)["Role"]
    trust = found["AssumeRolePolicyDocument"]
    everybody = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account.account}:root"},
        "Action": "sts:AssumeRole",
    }
    _set_trust(account, role, {**trust, "Statement": [*trust["Statement"], everybody]})
    answer = account("sts", "assume_role", RoleArn=found["Arn"], RoleSessionName="test")
    _set_trust(account, role, trust)
    return _session(stack, answer["Credentials"])


def session_of_token(stack: EmulatedStack, role_arn: str, claims: Mapping[str, str]) -> Aws:
    """The account with the rights of a role that GitHub's token with `claims` is good for.

    Raises:
        RefusalError: it is not.
    """
    answer = stack.account(
        "sts",
        "assume_role_with_web_identity",
        RoleArn=role_arn,
        RoleSessionName="pipeline",
        WebIdentityToken=_token(claims),
    )
    return _session(stack, answer["Credentials"])


def trusts(stack: EmulatedStack, role: str, claims: Mapping[str, str]) -> bool:
    """Whether the emulator's evaluator lets a token with `claims` take on `role`.

    Its STS looks only at `aud` and `sub` of a token; here all claims are looked at.
    """
    account = stack.account
    found = account("iam", "get_role", RoleName=role)["Role"]
    provider = f"arn:aws:iam::{account.account}:oidc-provider/{ISSUER}"
    context = EvalContext(
        principal_arn=provider,
        principal_type="WebIdentityUser",
        principal_account=account.account,
        action="sts:AssumeRoleWithWebIdentity",
        resource_arn=found["Arn"],
        region=account.region,
        service_context={f"{ISSUER}:{name}": value for name, value in claims.items()},
    )
    trust = json.dumps(found["AssumeRolePolicyDocument"])
    return bool(evaluate_trust_policy(trust, provider, context))


def allows(
    stack: EmulatedStack,
    role: str,
    action: str,
    resource: str,
    context: Mapping[str, str] | None = None,
) -> bool:
    """Whether the policies of `role` allow `action` on `resource`, as the emulator evaluates them.

    For what a request cannot show: the emulator does not ask for permissions of Managed Flink,
    nor tell from a request its consumer, its log stream or through which service a key is used.

    Args:
        stack: whose role it is.
        role: its name.
        action: such as `kms:Decrypt`.
        resource: ARN.
        context: condition keys of the request, such as `kms:ViaService`.
    """
    account = stack.account
    evaluated = EvalContext(
        principal_arn=f"arn:aws:sts::{account.account}:assumed-role/{role}/test",
        principal_type="AssumedRole",
        principal_account=account.account,
        action=action,
        resource_arn=resource,
        region=account.region,
        secure_transport=True,
        service_context={key.lower(): value for key, value in (context or {}).items()},
    )
    statements = [parse_policy_document(policy) for policy in _policies(account, role)]
    return bool(evaluate(evaluated, statements).decision == "Allow")


def _policies(account: Aws, role: str) -> list[dict[str, Any]]:
    """All policies of a role: its own, and those that several roles can have."""
    own = account("iam", "list_role_policies", RoleName=role)["PolicyNames"]
    policies = [
        account("iam", "get_role_policy", RoleName=role, PolicyName=name)["PolicyDocument"]
        for name in own
    ]
    attached = account("iam", "list_attached_role_policies", RoleName=role)["AttachedPolicies"]
    for each in attached:
        arn = each["PolicyArn"]
        version = account("iam", "get_policy", PolicyArn=arn)["Policy"]["DefaultVersionId"]
        answer = account("iam", "get_policy_version", PolicyArn=arn, VersionId=version)
        policies.append(answer["PolicyVersion"]["Document"])
    return policies


def _session(stack: EmulatedStack, credentials: Mapping[str, str]) -> Aws:
    given = {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
    }
    return Aws(stack.aws.endpoint_url, stack.account.region, given)


def _set_trust(account: Aws, role: str, trust: Mapping[str, Any]) -> None:
    policy = json.dumps(trust)
    account("iam", "update_assume_role_policy", RoleName=role, PolicyDocument=policy)


def _token(claims: Mapping[str, str]) -> str:
    """A token in the form of a JWT; the emulator does not check who signed it."""
    parts = ({"alg": "none"}, {"iss": f"https://{ISSUER}", **claims})
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    return ".".join((*(part.rstrip("=") for part in coded), "c2ln"))
