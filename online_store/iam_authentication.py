"""Logging in at an ElastiCache serverless cache by an IAM role instead of a password.

credentials of the role --signature--> token, 15 minutes --AUTH--> connection, 12 hours
  from the AWS SDK's chain              one a connection            renewed after 11
"""

import logging
from asyncio import to_thread
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any, Final
from urllib.parse import urlencode

from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import NoCredentialsError
from botocore.httpsession import get_cert_path
from botocore.session import Session
from redis.credentials import CredentialProvider
from redis.exceptions import AuthenticationError

from events.shared.time_units import HOUR_S
from online_store.iam_login import IamLogin

_TOKEN_LIFETIME_S: Final = 900
"""The longest that ElastiCache takes; only AUTH looks at it, not the commands after it."""

CONNECTION_LIFETIME_S: Final = 11.0 * HOUR_S
"""An hour before ElastiCache closes a connection that IAM has let in."""

_PAUSE_S: Final = 60.0
"""How long a chain that had no credentials is not asked again. It may wait nine seconds for a
service that hangs, and the operator that asks has decisions behind it."""

# At DEBUG these write what a token is made of, and the answers of the credentials' service.
_TALKATIVE: Final = ("botocore.auth", "botocore.credentials", "botocore.utils")


def iam_options(login: IamLogin) -> dict[str, Any]:
    """What a renewed connection is given beside its address to log in by IAM over TLS.

    A certificate is trusted if the system trusts its authority or the AWS SDK does: Amazon's
    authorities are among the SDK's wherever the process runs. `AWS_CA_BUNDLE` replaces the latter.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).addFilter(_above_debug)
    session = Session()
    return {
        "longest_s": CONNECTION_LIFETIME_S,
        "credential_provider": IamCredentialProvider(login, session),
        "ssl_ca_certs": session.get_config_variable("ca_bundle") or get_cert_path(verify=True),
    }


class IamCredentialProvider(CredentialProvider):
    """User and token for each new connection, of whichever thread.

    Args:
        login: who logs in where.
        session: the AWS SDK's session whose credentials sign; it renews them by itself.
        clock: seconds that only grow.
    """

    def __init__(
        self, login: IamLogin, session: Session, clock: Callable[[], float] = monotonic
    ) -> None:
        self._login = login
        self._session = session
        self._clock = clock
        self._paused_until_s = clock()
        self._fault = ""
        self._asking = Lock()

    def get_credentials(self) -> tuple[str, str]:
        """The user's name and a token that is good for 15 minutes.

        Raises:
            AuthenticationError: if there are no credentials now, or were none a minute ago; it
                does not say what the credentials' service answered.
        """
        return self._login.user, signed_token(self._login, self._credentials())

    async def get_credentials_async(self) -> tuple[str, str]:
        """The same from a thread beside: a chain that fetches credentials waits for a service."""
        return await to_thread(self.get_credentials)

    def _credentials(self) -> ReadOnlyCredentials:
        # One thread asks; the others then know, too, that there are none.
        with self._asking:
            if self._clock() >= self._paused_until_s:
                try:
                    return _frozen_credentials(self._session)
                except Exception as error:  # noqa: BLE001 - whatever it meets, a later try may not
                    self._fault = type(error).__name__
                    self._paused_until_s = self._clock() + _PAUSE_S
        raise AuthenticationError(f"no AWS credentials to log in with: {self._fault}")


def _frozen_credentials(session: Session) -> ReadOnlyCredentials:
    credentials = session.get_credentials()
    if credentials is None:
        raise NoCredentialsError
    return credentials.get_frozen_credentials()


def signed_token(login: IamLogin, credentials: ReadOnlyCredentials) -> str:
    """The token: a presigned `connect` request to the cache, as a URL without its scheme.

    Source: AWS, Amazon ElastiCache User Guide, "Authenticating with IAM", and AWS Signature
    Version 4 for query parameters. The host is the cache's name, which ElastiCache keeps in
    lower case.
    """
    action = {"Action": "connect", "User": login.user, "ResourceType": "ServerlessCache"}
    request = AWSRequest("GET", f"https://{login.cache.lower()}/?{urlencode(action)}")
    signer = SigV4QueryAuth(credentials, "elasticache", login.region, expires=_TOKEN_LIFETIME_S)
    signer.add_auth(request)
    return str(request.url).removeprefix("https://")


def _above_debug(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG
