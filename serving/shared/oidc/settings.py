"""Whose tokens let in, and what their claims are called."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

CLAIMS: Final = ("tenant", "scopes", "merchants", "audience")
"""What a token has to say; each by a claim whose name may be chosen."""

_USUAL: Final[Mapping[str, str]] = {
    "tenant": "tenant",
    "scopes": "scope",
    "merchants": "merchants",
    "audience": "aud",
}


class OidcSettings(Struct, frozen=True, kw_only=True):
    """Whose tokens let in.

    Attributes:
        issuer: URL of the identity provider, as its tokens have it in `iss`.
        audience: that tokens must be for.
        claims: name of the claim of each of `CLAIMS`.
        scope_prefix: of the scopes that count, such as `revstream/`; it is taken off.

    Raises:
        ValueError: the issuer is no URL of https, or a claim has no name.
    """

    issuer: str
    audience: str
    claims: Mapping[str, str]
    scope_prefix: str = ""

    def __post_init__(self) -> None:
        """Refuse what could not be used."""
        if not is_safe(self.issuer):
            raise ValueError("OIDC issuer: expected a URL of https, or of http on this machine")
        if not self.audience:
            raise ValueError("OIDC audience: empty; expected what the tokens are for")
        for name in CLAIMS:
            if not self.claims.get(name):
                raise ValueError(f"OIDC claim {name}: no name; expected that of a claim")


def claims_named(chosen: Mapping[str, str]) -> Mapping[str, str]:
    """The names of all claims: those chosen, and the usual ones of the others.

    Raises:
        ValueError: one is chosen that no token is asked for.
    """
    for name in chosen:
        if name not in CLAIMS:
            raise ValueError(f"OIDC claim {name}: expected one of {', '.join(CLAIMS)}")
    return {**_USUAL, **chosen}


def is_safe(url: str) -> bool:
    """Whether what comes from a URL can be trusted: it is of https, or of this machine.

    >>> is_safe("https://issuer.example"), is_safe("http://127.0.0.1:8080/x")
    (True, True)
    >>> is_safe("http://issuer.example"), is_safe("file:///etc/passwd")
    (False, False)
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.username is not None or not host:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
