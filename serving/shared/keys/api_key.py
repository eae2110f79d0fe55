"""An API key: shown once to who gets it, kept as a hash.

::

    rsk_0a1b2c3d4e5f_<64 hex digits>
        which key     its secret, 256 random bits

One round of SHA-256 is enough: a slow hash protects what people choose, and nobody can try through
256 random bits. It also costs a microsecond, at each request.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from hmac import compare_digest
from secrets import token_hex
from typing import Final

from msgspec import Struct

from events.shared.identifiers import identifier_fault
from serving.shared.caller import Caller, Scope

KEY_PREFIX: Final = "rsk_"
"""What every key begins with, so that it is recognized where it should not be."""

_ID_BYTES: Final = 6
_SECRET_BYTES: Final = 32
_HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_FORM: Final = re.compile(r"rsk_([0-9a-f]{12})_([0-9a-f]{64})", re.ASCII)


class ApiKey(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is kept of a key.

    A field that it does not know is a fault: `merchant` in place of `merchants` would be a key for
    all merchants.

    Attributes:
        key_id: which key it is; no secret.
        tenant: name of the tenant that it was given to.
        scopes: what it may do.
        merchants: ids of the merchants whose payments are the tenant's; None for all.
        sha256: of the secret, in hex digits.
        created_ms: when it was made, ms since the epoch.
        expires_ms: from when on it is refused; None for never.
        revoked_ms: when it was taken back; None while it is in force.
    """

    key_id: str
    tenant: str
    scopes: tuple[Scope, ...]
    merchants: tuple[str, ...] | None = None
    sha256: str
    created_ms: int
    expires_ms: int | None = None
    revoked_ms: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is no key.

        Raises:
            ValueError: a name that is no identifier, no scope, no merchant, or no hash.
        """
        for what, name in [
            ("tenant", self.tenant),
            *(("merchant", m) for m in self.merchants or ()),
        ]:
            fault = identifier_fault(name)
            if fault is not None:
                raise ValueError(f"{what}: {fault}; expected a name of 1 to 128 characters")
        if not self.scopes:
            raise ValueError("scopes: none given; a key without one may do nothing")
        if self.merchants == ():
            raise ValueError("merchants: none given; expected at least one, or all")
        if _HASH.fullmatch(self.sha256) is None:
            raise ValueError("sha256: expected 64 hex digits in small letters")

    @property
    def caller(self) -> Caller:
        """Who asks by this key."""
        merchants = None if self.merchants is None else frozenset(self.merchants)
        return Caller(self.tenant, self.key_id, frozenset(self.scopes), merchants)

    def is_in_force(self, now_ms: int) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_ms is None and (self.expires_ms is None or now_ms < self.expires_ms)

    def is_of(self, secret: str) -> bool:
        """Whether `secret` is its secret; it takes as long whatever the answer."""
        return compare_digest(self.sha256, _hash(secret))


def new_key(  # noqa: PLR0913 - what a key has
    tenant: str,
    scopes: tuple[Scope, ...],
    merchants: tuple[str, ...] | None,
    now_ms: int,
    *,
    expires_ms: int | None = None,
    random_hex: Callable[[int], str] = token_hex,
) -> tuple[ApiKey, str]:
    """A new key, and its text, which is kept nowhere.

    Raises:
        ValueError: a name that is no identifier, no scope, or an end before its beginning.
    """
    if expires_ms is not None and expires_ms <= now_ms:
        raise ValueError("expires: not later than now; the key would never be in force")
    key_id, secret = random_hex(_ID_BYTES), random_hex(_SECRET_BYTES)
    key = ApiKey(
        key_id=key_id,
        tenant=tenant,
        scopes=scopes,
        merchants=merchants,
        sha256=_hash(secret),
        created_ms=now_ms,
        expires_ms=expires_ms,
    )
    return key, f"{KEY_PREFIX}{key_id}_{secret}"


def key_parts(text: str) -> tuple[str, str] | None:
    """The id and the secret in a key's text, None where it is no key.

    >>> key_parts("rsk_0a1b2c3d4e5f_too-short") is None
    True
    """
    found = _FORM.fullmatch(text)
    return None if found is None else (found[1], found[2])


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
