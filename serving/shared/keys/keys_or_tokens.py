"""Lets in by a key of the file, or by a token of an identity provider."""

from serving.shared.caller import Caller
from serving.shared.keys.api_key import KEY_PREFIX
from serving.shared.keys.key_ring import Credentials
from serving.shared.oidc.tokens import OidcTokens


class KeysOrTokens(Credentials):
    """Both.

    Args:
        keys: of a file, or given; None for tokens alone.
        tokens: of an identity provider.
    """

    def __init__(self, keys: Credentials | None, tokens: OidcTokens) -> None:
        self._keys, self._tokens = keys, tokens

    def caller(self, token: str) -> Caller | None:
        """Who asks by what a request brings."""
        if not token.startswith(KEY_PREFIX):
            return self._tokens.caller(token)
        return None if self._keys is None else self._keys.caller(token)

    def in_force(self, key_id: str) -> Caller | None:
        """Who came in by a key before; a token is not kept, so that nobody goes on by one."""
        return None if self._keys is None else self._keys.in_force(key_id)

    def is_still(self, caller: Caller) -> bool:
        """Whether a caller's key is in force with the same rights, or its token has not ended."""
        if caller.expires_ms is not None:
            return self._tokens.is_still(caller)
        return self._keys is not None and self._keys.is_still(caller)

    async def learn(self, token: str) -> None:
        """See `OidcTokens.learn`."""
        if not token.startswith(KEY_PREFIX):
            await self._tokens.learn(token)
