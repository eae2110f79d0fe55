"""Logs why tokens let nobody in: whoever asks is told no more than that one does not."""

import logging
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Final

from jwt.exceptions import (
    ExpiredSignatureError,
    ImmatureSignatureError,
    InvalidAudienceError,
    InvalidIssuerError,
    InvalidSignatureError,
    MissingRequiredClaimError,
)

_LOG: Final = logging.getLogger(__name__)
_EVERY_S: Final = 10.0

NO_KEY_ID: Final = "it is no JWT, or names no key"
UNKNOWN_KEY: Final = "the provider publishes no key that it says it is signed by"
OTHER_AUDIENCE: Final = "it is for another audience"
_NOT_USABLE: Final = "it is not as a token should be"
_REASONS: Final[Mapping[type[Exception], str]] = {
    ExpiredSignatureError: "it has expired",
    ImmatureSignatureError: "it is not in force yet",
    InvalidAudienceError: OTHER_AUDIENCE,
    InvalidIssuerError: "it is of another issuer",
    InvalidSignatureError: "its signature is not that of the key",
    MissingRequiredClaimError: "it lacks one of exp, iss, sub, aud",
}


class RefusedTokens:
    """Logs each reason every ten seconds at most: anybody can send tokens that are none.

    Args:
        clock_s: seconds that only grow.
    """

    def __init__(self, clock_s: Callable[[], float] = monotonic) -> None:
        self._clock_s = clock_s
        self._told_s: dict[str, float] = {}

    def failed(self, error: Exception) -> None:
        """A token did not pass a check."""
        self.note(_REASONS.get(type(error), _NOT_USABLE))

    def lacks(self, claim: str) -> None:
        """A token passed, but one of its claims is missing or of another type."""
        self.note(f"its claim {claim} is missing, or not as expected")

    def note(self, reason: str) -> None:
        """A token let nobody in; nothing of it is logged."""
        now_s = self._clock_s()
        if now_s - self._told_s.get(reason, -_EVERY_S) >= _EVERY_S:
            self._told_s[reason] = now_s
            _LOG.warning("a token let nobody in: %s", reason)
