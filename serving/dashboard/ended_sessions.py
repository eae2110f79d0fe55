"""Sessions that were signed out, remembered until their time is over.

::

    key  k-1:  [ signed out, one by one, at most MOST_OF_A_KEY ]   and all that end before ...

Nothing that one key does makes a session of another's open again. Of a key that signs out more
often, the sessions that end first are ended together, and with them those of that key which began
before.
"""

from typing import Final

from serving.shared.signed_callers import Claims

MOST_OF_A_KEY: Final = 100


class _OfKey:
    def __init__(self) -> None:
        self.ends_ms: dict[bytes, int] = {}
        self.all_until_ms = 0


class EndedSessions:
    """Which sessions were signed out; bounded by the number of keys."""

    def __init__(self) -> None:
        self._keys: dict[str, _OfKey] = {}

    def add(self, claims: Claims, now_ms: int) -> None:
        """A session was signed out.

        Args:
            claims: of its cookie, which has not ended by itself.
            now_ms: ms since the epoch.
        """
        self._forget(now_ms)
        of_key = self._keys.setdefault(claims.caller.key_id, _OfKey())
        of_key.ends_ms[claims.nonce] = claims.expires_ms
        if len(of_key.ends_ms) > MOST_OF_A_KEY:
            first = min(of_key.ends_ms, key=of_key.ends_ms.__getitem__)
            of_key.all_until_ms = max(of_key.all_until_ms, of_key.ends_ms.pop(first))

    def has(self, claims: Claims) -> bool:
        """Whether a session was signed out."""
        of_key = self._keys.get(claims.caller.key_id)
        if of_key is None:
            return False
        return claims.nonce in of_key.ends_ms or claims.expires_ms <= of_key.all_until_ms

    def __len__(self) -> int:
        """How many are remembered one by one."""
        return sum(len(of_key.ends_ms) for of_key in self._keys.values())

    def _forget(self, now_ms: int) -> None:
        """Forget what is over by itself."""
        for key_id, of_key in list(self._keys.items()):
            for nonce, ends_ms in list(of_key.ends_ms.items()):
                if ends_ms <= now_ms:
                    del of_key.ends_ms[nonce]
            if not of_key.ends_ms and of_key.all_until_ms <= now_ms:
                del self._keys[key_id]
