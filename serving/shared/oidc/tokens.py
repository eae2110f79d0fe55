"""Lets in by tokens of an identity provider: signature, times, issuer and audience are checked.

A token is a JWT that is signed by RS256 or ES256. Which of the two its key is for says the
provider, never the token: one that names `none`, or takes a public key for a shared secret, lets
nobody in.
"""

from collections.abc import Callable, Mapping
from time import time
from typing import Any, Final

import jwt
from jwt.exceptions import PyJWTError
from msgspec.structs import replace

from serving.shared.caller import Caller
from serving.shared.oidc.claimed_caller import claim_at_fault, claimed_caller
from serving.shared.oidc.known_keys import KnownKeys
from serving.shared.oidc.provider_keys import ProviderKey
from serving.shared.oidc.refused_tokens import (
    NO_KEY_ID,
    OTHER_AUDIENCE,
    UNKNOWN_KEY,
    RefusedTokens,
)
from serving.shared.oidc.settings import OidcSettings

LEEWAY_S: Final = 30
"""How far the clock of the provider may be from this one."""

_REQUIRED: Final = ["exp", "iss", "sub"]
_AUDIENCE: Final = "aud"
_LONGEST_KEY_ID: Final = 256
_NEVER_MS: Final = 1 << 53

# What may be wrong with a text that anybody sends: the package lets some of it through.
_FAULTY: Final = (PyJWTError, ValueError, TypeError, KeyError, OverflowError, RecursionError)


class OidcTokens:
    """Credentials by tokens.

    Args:
        settings: whose tokens let in.
        keys: of the issuer.
        now_s: seconds since the epoch, for who stays.
    """

    def __init__(
        self, settings: OidcSettings, keys: KnownKeys, now_s: Callable[[], float] = time
    ) -> None:
        self._settings, self._keys, self._now_s = settings, keys, now_s
        self._refused = RefusedTokens()

    async def learn(self, token: str) -> None:
        """Have the keys fetched that a token is signed by, where that is due."""
        name = _key_id(token)
        if name is not None:
            await self._keys.learn(name)

    def caller(self, token: str) -> Caller | None:
        """Who asks by a token; None where it lets nobody in."""
        name = _key_id(token)
        key = None if name is None else self._keys.of(name)
        if key is None:
            self._refused.note(NO_KEY_ID if name is None else UNKNOWN_KEY)
            return None
        try:
            claims = self._checked(token, key)
            ends_ms = 0 if claims is None else _ends_ms(claims)
        except _FAULTY as error:
            self._refused.failed(error)
            return None
        if claims is None:
            self._refused.note(OTHER_AUDIENCE)
            return None
        at_fault = claim_at_fault(claims, self._settings)
        if at_fault is not None:
            self._refused.lacks(at_fault)
            return None
        return replace(claimed_caller(claims, self._settings), expires_ms=ends_ms)

    def is_still(self, caller: Caller) -> bool:
        """Whether the token that a caller came with lets it in still."""
        return caller.expires_ms is not None and self._now_s() * 1_000 < caller.expires_ms

    def _checked(self, token: str, key: ProviderKey) -> Mapping[str, Any] | None:
        settings = self._settings
        claim = settings.claims["audience"]
        is_usual = claim == _AUDIENCE
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=[key.algorithm],
            issuer=settings.issuer,
            audience=settings.audience if is_usual else None,
            leeway=LEEWAY_S,
            options={
                "require": [*_REQUIRED, _AUDIENCE] if is_usual else _REQUIRED,
                "verify_aud": is_usual,
            },
        )
        if not is_usual and claims.get(claim) != settings.audience:
            return None
        return claims


def _ends_ms(claims: Mapping[str, Any]) -> int:
    """When a token ends that was checked, as the check has it."""
    return min((int(claims["exp"]) + LEEWAY_S) * 1_000, _NEVER_MS)


def _key_id(token: str) -> str | None:
    """The id of the key that a token says it is signed by."""
    try:
        name = jwt.get_unverified_header(token).get("kid")
    except _FAULTY:
        return None
    return name if isinstance(name, str) and len(name) <= _LONGEST_KEY_ID else None
