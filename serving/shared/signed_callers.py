"""Callers that leave this process and come back: signed, so that nobody else can make one.

caller --claims: who, until when, which--> compressed, signed, as text --> the same claims
"""

import hmac
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from secrets import token_bytes
from time import time
from typing import Final

import msgspec
from msgspec import Struct

from serving.shared.caller import Caller

MOST_CHARACTERS: Final = 6_000
"""Proxies take a first line of a request of 8 KiB at least."""

_MOST_PLAIN_BYTES: Final = 1 << 20
_SIGNATURE_BYTES: Final = 32
_NONCE_BYTES: Final = 16


class Claims(Struct, frozen=True, array_like=True):
    """What a text says.

    Attributes:
        nonce: of this text alone.
        expires_ms: when it ends, milliseconds since the epoch, UTC.
        caller: whom it stands for.
    """

    nonce: bytes
    expires_ms: int
    caller: Caller


class SignedCallers:
    """Makes signed texts of callers and reads them again, in any process with the secret.

    Args:
        secret: of the signature, 32 bytes or more.
        purpose: what the texts are for; a text for something else is not ours.
        life_s: of a text.
        now_s: seconds since the epoch.

    Raises:
        ValueError: the secret is too short.
    """

    def __init__(
        self, secret: bytes, purpose: str, life_s: float, now_s: Callable[[], float] = time
    ) -> None:
        if len(secret) < _SIGNATURE_BYTES:
            raise ValueError(
                f"secret of {purpose} tokens: {len(secret)} bytes, at least {_SIGNATURE_BYTES}"
                " expected"
            )
        self._secret = secret
        self._purpose = purpose.encode()
        self._life_s = life_s
        self._now_s = now_s
        self._decoder = msgspec.msgpack.Decoder(Claims)

    @property
    def now_ms(self) -> int:
        """The time, milliseconds since the epoch."""
        return int(self._now_s() * 1_000)

    def text(self, caller: Caller) -> tuple[str, Claims]:
        """A text for `caller`, with what it says.

        Raises:
            ValueError: the caller has too many merchants for a text of this length.
        """
        claims = Claims(
            token_bytes(_NONCE_BYTES), int((self._now_s() + self._life_s) * 1_000), caller
        )
        body = zlib.compress(msgspec.msgpack.encode(claims))
        text = urlsafe_b64encode(self._signature(body) + body).decode().rstrip("=")
        if len(text) > MOST_CHARACTERS:
            raise ValueError("the key has too many merchants for a token: send the key in a header")
        return text, claims

    def claims(self, text: str) -> Claims | None:
        """What a text says; None if it is not ours or its time is over."""
        if len(text) > MOST_CHARACTERS:
            return None
        try:
            signed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            return None
        signature, body = signed[:_SIGNATURE_BYTES], signed[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._signature(body)):
            return None
        plain = zlib.decompressobj().decompress(body, _MOST_PLAIN_BYTES)
        claims = self._decoder.decode(plain)
        return claims if claims.expires_ms > self.now_ms else None

    def _signature(self, body: bytes) -> bytes:
        return hmac.digest(self._secret, self._purpose + b"\x1f" + body, sha256().name)
