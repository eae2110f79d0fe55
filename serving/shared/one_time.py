"""Texts that stand for a caller once: what was used is remembered until its time is over."""

from collections import OrderedDict

from serving.shared.caller import Caller
from serving.shared.signed_callers import Claims, SignedCallers


class OneTime:
    """Gives signed texts out and takes each back once.

    That a text was used is known only where it was: elsewhere it ends with its life.

    Args:
        signed: makes the texts.
    """

    def __init__(self, signed: SignedCallers) -> None:
        self._signed = signed
        self._used: OrderedDict[bytes, int] = OrderedDict()

    def issue(self, caller: Caller) -> tuple[str, Claims]:
        """A text for `caller`, with what it says.

        Raises:
            ValueError: the caller has too many merchants for a text.
        """
        return self._signed.text(caller)

    def redeem(self, text: str) -> Caller | None:
        """The caller of a text; None if it is not ours, its time is over or it was used."""
        claims = self._signed.claims(text)
        if claims is None:
            return None
        while self._used and next(iter(self._used.values())) <= self._signed.now_ms:
            self._used.popitem(last=False)
        if claims.nonce in self._used:
            return None
        self._used[claims.nonce] = claims.expires_ms
        return claims.caller
