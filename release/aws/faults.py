"""What a call to AWS ended with: a refusal, or no answer at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from release.errors import CloudRefused, CloudUnavailable

_NO_ANSWER: Final = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "ExpiredTokenException",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "InvalidClientTokenId",
        "RequestLimitExceeded",
        "RequestTimeout",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "UnrecognizedClientException",
    }
)
"""Codes that say nothing of the request itself: the same request may be granted later."""


@contextmanager
def translated() -> Iterator[None]:
    """Raises CloudRefused or CloudUnavailable in place of boto3's errors."""
    try:
        yield
    except ClientError as error:
        code = code_of(error)
        message = str(error.response.get("Error", {}).get("Message", ""))
        if code in _NO_ANSWER:
            raise CloudUnavailable(f"{error.operation_name}: {code}: {message}") from None
        raise CloudRefused(code, message) from None
    except BotoCoreError as error:
        raise CloudUnavailable(str(error)) from None


def code_of(error: ClientError) -> str:
    """The service's code of an error."""
    return str(error.response.get("Error", {}).get("Code", "unknown"))
