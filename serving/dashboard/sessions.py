"""Sessions of people: a signed cookie that says by which key somebody signed in, and nothing more.

::

    key, pasted once    --+
                          +--> cookie: key id, until when --each request--> what the key may do now
    link, for one use   --+

What the cookie gives is looked up at each request, so that a key that is revoked ends its sessions.
"""

from collections.abc import Callable
from time import time
from typing import Final

from serving.dashboard.ended_sessions import EndedSessions
from serving.shared.caller import Caller
from serving.shared.keys.key_ring import Credentials
from serving.shared.one_time import OneTime
from serving.shared.signed_callers import Claims, SignedCallers

SESSION_S: Final = 8 * 3_600
"""A working day."""

LINK_S: Final = 300
"""So long the link waits that the command line prints."""

OPERATOR: Final = Caller("local", "operator", frozenset({"read", "explain", "administer"}), None)
"""Who started the service, on its own machine; no key has this id."""


class Sessions:
    """Begins sessions, knows them again and ends them.

    Args:
        secret: of the signatures, 32 bytes or more.
        credentials: tell who has a key.
        now_s: seconds since the epoch.
    """

    def __init__(
        self, secret: bytes, credentials: Credentials, now_s: Callable[[], float] = time
    ) -> None:
        self._credentials = credentials
        self._cookies = SignedCallers(secret, "session", SESSION_S, now_s)
        self._links = OneTime(SignedCallers(secret, "sign-in", LINK_S, now_s))
        self._ended = EndedSessions()

    def by_key(self, key: str) -> Caller | None:
        """Who has a key; None where it is not in force."""
        return self._credentials.caller(key)

    def knows_again(self, caller: Caller) -> bool:
        """Whether a session of a caller's can be: a key can be looked up, a token is not kept."""
        return self._credentials.in_force(caller.key_id) is not None

    def link_token(self) -> str:
        """A token that signs the operator in, once."""
        token, _ = self._links.issue(OPERATOR)
        return token

    def by_link(self, token: str) -> Caller | None:
        """Who may come in by a link; None if its time is over or it was used."""
        return self._links.redeem(token)

    def begin(self, caller: Caller) -> str:
        """The text of a cookie for a caller's session."""
        nobody = Caller("", caller.key_id, frozenset(), frozenset())
        text, _ = self._cookies.text(nobody)
        return text

    def caller(self, text: str) -> Caller | None:
        """Whose session a cookie is of, as that one's key is now; None where there is none."""
        claims = self._cookies.claims(text)
        return None if claims is None else self._caller(claims)

    def stays(self, text: str) -> Callable[[], bool]:
        """Tells whether a cookie's session goes on, with the rights that it has now."""
        claims = self._cookies.claims(text)
        caller = None if claims is None else self._caller(claims)

        def goes_on() -> bool:
            if claims is None or claims.expires_ms <= self._cookies.now_ms:
                return False
            return caller is not None and self._caller(claims) == caller

        return goes_on

    def end(self, text: str) -> None:
        """Let a cookie open nothing any more, wherever it is kept."""
        claims = self._cookies.claims(text)
        if claims is not None:
            self._ended.add(claims, self._cookies.now_ms)

    def _caller(self, claims: Claims) -> Caller | None:
        if self._ended.has(claims):
            return None
        key_id = claims.caller.key_id
        return OPERATOR if key_id == OPERATOR.key_id else self._credentials.in_force(key_id)
