"""Calls of the emulated AWS, with the faults of its answers as errors of the stand-in."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.client import BaseClient

_ONE_ATTEMPT: Final = Config(retries={"total_max_attempts": 1})
_GONE: Final = ("NotFound", "NoSuch", "404")


class RefusalError(RuntimeError):
    """AWS would not do, or the stand-in cannot do, what was asked."""


class Aws:
    """Access to one region of the emulated account.

    Args:
        endpoint_url: of the emulator.
        region: such as `eu-west-1`.
        credentials: `aws_access_key_id` and `aws_secret_access_key` of the caller, and the
            `aws_session_token` of one who has taken on a role.
    """

    def __init__(self, endpoint_url: str, region: str, credentials: dict[str, str]) -> None:
        self._endpoint_url = endpoint_url
        self.region = region
        self._session = boto3.Session(
            region_name=region,
            aws_access_key_id=credentials["aws_access_key_id"],
            aws_secret_access_key=credentials["aws_secret_access_key"],
            aws_session_token=credentials.get("aws_session_token"),
        )
        self._clients: dict[str, BaseClient] = {}
        # The engine asks from several threads, and a session must not make two clients at once.
        self._making: Final = Lock()
        self.account = str(self("sts", "get_caller_identity")["Account"])

    def __call__(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401
        """The answer to `operation`; parameters that are None are left out.

        Raises:
            RefusalError: with the service's own message; parameters that botocore does not know
                or that are of the wrong type are refused, too.
        """
        given = {name: value for name, value in parameters.items() if value is not None}
        try:
            return getattr(self._client(service), operation)(**given)  # type: ignore[no-any-return]
        except (ClientError, BotoCoreError) as error:
            raise RefusalError(f"{service} {operation}: {error}") from error

    def find(self, service: str, operation: str, **parameters: Any) -> dict[str, Any] | None:  # noqa: ANN401
        """The answer to `operation`, None if what it asks for does not exist."""
        try:
            return self(service, operation, **parameters)
        except RefusalError as error:
            if is_missing(error):
                return None
            raise

    def pages(self, service: str, operation: str, key: str, **parameters: Any) -> Iterator[Any]:  # noqa: ANN401
        """All entries of list `key` in all pages of `operation`."""
        try:
            for page in self._client(service).get_paginator(operation).paginate(**parameters):
                yield from page.get(key, ())
        except (ClientError, BotoCoreError) as error:
            raise RefusalError(f"{service} {operation}: {error}") from error

    def _client(self, service: str) -> BaseClient:
        with self._making:
            if service not in self._clients:
                self._clients[service] = self._session.client(  # type: ignore[call-overload]
                    service, endpoint_url=self._endpoint_url, config=_ONE_ATTEMPT
                )
            return self._clients[service]


def is_denied(error: RefusalError) -> bool:
    """Whether `error` says that the caller may not do what it asked for."""
    cause = error.__cause__
    return isinstance(cause, ClientError) and "AccessDenied" in str(
        cause.response.get("Error", {}).get("Code", "")
    )


def is_missing(error: RefusalError) -> bool:
    """Whether `error` says that something does not exist."""
    cause = error.__cause__
    if not isinstance(cause, ClientError):
        return False
    code = str(cause.response.get("Error", {}).get("Code", ""))
    return any(word in code for word in _GONE)
