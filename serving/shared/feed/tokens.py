"""Tokens that open the feed once: a browser's EventSource can send no header with a key.

caller --key--> token, seconds of life --in a URL--> the same caller, once
"""

import hmac
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from secrets import token_bytes
from time import time
from typing import Final

import msgspec
from msgspec import Struct

from serving.shared.caller import Caller

MOST_TOKEN_CHARACTERS: Final = 6_000
"""Proxies take a first line of a request of 8 KiB at least."""

_MOST_PLAIN_BYTES: Final = 1 << 20
_SIGNATURE_BYTES: Final = 32
_NONCE_BYTES: Final = 16


class FeedToken(Struct, frozen=True):
    """A token.

    Attributes:
        token: for the parameter `token` of the feed's URL.
        expires_ms: when it ends, milliseconds since the epoch, UTC.
    """

    token: str
    expires_ms: int


class _Claims(Struct, frozen=True, array_like=True):
    """What a token says."""

    nonce: bytes
    expires_ms: int
    caller: Caller


class FeedTokens:
    """Makes tokens and takes them back.

    A token holds its caller and is signed, so that any process with the secret takes it. That it
    was used is known only where it was: elsewhere it ends with its life.

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
        if len(secret) < _SIGNATURE_BYTES:
            raise ValueError(
                f"secret of feed tokens: {len(secret)} bytes, at least {_SIGNATURE_BYTES} expected"
            )
        self._secret = secret
        self._life_s = life_s
        self._now_s = now_s
        self._decoder = msgspec.msgpack.Decoder(_Claims)
        self._used: OrderedDict[bytes, int] = OrderedDict()

    def issue(self, caller: Caller) -> FeedToken:
        """A token for `caller`.

        Raises:
            ValueError: the caller has too many merchants for a URL.
        """
        expires_ms = int((self._now_s() + self._life_s) * 1_000)
        claims = _Claims(token_bytes(_NONCE_BYTES), expires_ms, caller)
        body = zlib.compress(msgspec.msgpack.encode(claims))
        token = urlsafe_b64encode(self._signature(body) + body).decode().rstrip("=")
        if len(token) > MOST_TOKEN_CHARACTERS:
            raise ValueError("the key has too many merchants for a token: send the key in a header")
        return FeedToken(token, expires_ms)

    def redeem(self, token: str) -> Caller | None:
        """The caller of a token; None if it is not ours, its time is over or it was used."""
        claims = self._claims(token)
        now_ms = int(self._now_s() * 1_000)
        if claims is None or claims.expires_ms <= now_ms:
            return None
        while self._used and next(iter(self._used.values())) <= now_ms:
            self._used.popitem(last=False)
        if claims.nonce in self._used:
            return None
        self._used[claims.nonce] = claims.expires_ms
        return claims.caller

    def _claims(self, token: str) -> _Claims | None:
        if len(token) > MOST_TOKEN_CHARACTERS:
            return None
        try:
            signed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            return None
        signature, body = signed[:_SIGNATURE_BYTES], signed[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._signature(body)):
            return None
        plain = zlib.decompressobj().decompress(body, _MOST_PLAIN_BYTES)
        return self._decoder.decode(plain)

    def _signature(self, body: bytes) -> bytes:
        return hmac.digest(self._secret, b"feed\x1f" + body, sha256().name)
