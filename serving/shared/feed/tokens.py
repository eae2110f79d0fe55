"""Tokens that open the feed once: a browser's EventSource can send no header with a key.

caller --key--> token, seconds of life --in a URL--> the same caller, once
"""

from collections.abc import Callable
from time import time

from msgspec import Struct

from serving.shared.caller import Caller
from serving.shared.one_time import OneTime
from serving.shared.signed_callers import SignedCallers


class FeedToken(Struct, frozen=True):
    """A token.

    Attributes:
        token: for the parameter `token` of the feed's URL.
        expires_ms: when it ends, milliseconds since the epoch, UTC.
    """

    token: str
    expires_ms: int


class FeedTokens:
    """Makes tokens and takes them back, each once; see `OneTime`.

    Args:
        secret: of the signature, 32 bytes or more.
        life_s: of a token.
        now_s: seconds since the epoch.

    Raises:
        ValueError: the secret is too short.
    """

    def __init__(
        self, secret: bytes, life_s: float = 30.0, now_s: Callable[[], float] = time
    ) -> None:
        self._tokens = OneTime(SignedCallers(secret, "feed", life_s, now_s))

    def issue(self, caller: Caller) -> FeedToken:
        """A token for `caller`.

        Raises:
            ValueError: the caller has too many merchants for a URL.
        """
        token, claims = self._tokens.issue(caller)
        return FeedToken(token, claims.expires_ms)

    def redeem(self, token: str) -> Caller | None:
        """The caller of a token; None if it is not ours, its time is over or it was used."""
        return self._tokens.redeem(token)
