"""boto3's way into the account that Pulumi's providers work in: the same profile, role and region.

aws:profile, aws:assumeRoles, aws-native:... --StackConfig.access--> session --> account check
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import botocore.session
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    DeferredRefreshableCredentials,
)
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    import boto3

    from infra.stack_config import AccessConfig

_METHOD: Final = "assume-role"


class AccountError(RuntimeError):
    """The credentials are of another account than the stack's, or of none; in one line."""


def open_aws(access: AccessConfig, region: str) -> boto3.Session:
    """A session with the rights that the stack's providers have; it renews those of a role.

    Raises:
        AccountError: there is no such profile, or nothing to take on the role with.
    """
    # The help of the commands works without it, which not every installation has.
    import boto3  # noqa: PLC0415

    core = botocore.session.Session(profile=access.profile)
    try:
        core.get_scoped_config()
    except BotoCoreError as error:
        raise AccountError(f"access.profile: {access.profile!r}: {error}") from None
    session = boto3.Session(botocore_session=core, region_name=region)
    if access.role_arn is None:
        return session
    in_role = _in_role(core, access.role_arn, access)
    return boto3.Session(botocore_session=in_role, region_name=region)


def require_account(access: AccessConfig, session: boto3.Session) -> None:
    """See to it that `session` is in an account of the stack, if the stack's file names any.

    Raises:
        AccountError: it is in another one, or nobody knows in which.
    """
    if not access.account_ids:
        return
    try:
        account = session.client("sts").get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as error:
        raise AccountError(f"access: who is calling cannot be told: {error}") from None
    if account not in access.account_ids:
        expected = " or ".join(access.account_ids)
        raise AccountError(
            f"access.account_ids: the credentials are of account {account}, {expected} is"
            " expected: nothing was changed"
        )


def _in_role(
    core: botocore.session.Session, role_arn: str, access: AccessConfig
) -> botocore.session.Session:
    """A session in the role; a release outlives what STS gives at once."""
    source = core.get_credentials()
    if source is None:
        raise AccountError(f"access.role_arn: {role_arn}: no credentials to take it on with")
    given = {"RoleSessionName": access.session_name, "ExternalId": access.external_id}
    fetcher = AssumeRoleCredentialFetcher(
        core.create_client,
        source,
        role_arn,
        extra_args={name: value for name, value in given.items() if value is not None},
    )
    in_role = botocore.session.Session()
    resolver = CredentialResolver(providers=[_Role(fetcher)])
    in_role.register_component("credential_provider", resolver)
    return in_role


class _Role(CredentialProvider):
    """Credentials of one role, taken on when they are first needed and again before they end."""

    def __init__(self, fetcher: AssumeRoleCredentialFetcher) -> None:
        super().__init__()
        self._fetcher = fetcher

    def load(self) -> Any:  # noqa: ANN401 - botocore's own
        """The credentials."""
        return DeferredRefreshableCredentials(self._fetcher.fetch_credentials, _METHOD)
