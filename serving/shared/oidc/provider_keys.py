"""The public keys of an identity provider, as it publishes them (RFC 7517).

::

    ISSUER/.well-known/openid-configuration --jwks_uri--> {"keys": [...]}

Only keys that are fit for RS256 and ES256 are taken: a key says which of the two it is for, so that
no token can choose.
"""

from collections.abc import Mapping
from http.client import HTTPException
from time import monotonic
from typing import Any, Final
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError
from msgspec import Struct

from serving.shared.oidc.settings import is_safe

FETCH_WITHIN_S: Final = 3.0
"""How long each of the two fetches may take."""

MOST_BYTES: Final = 256 << 10
MOST_KEYS: Final = 100

_CHUNK_BYTES: Final = 16 << 10
_LEAST_RSA_BITS: Final = 2_048


class ProviderError(Exception):
    """The keys could not be had; the message shows nothing of what came."""


class ProviderKey(Struct, frozen=True):
    """A key.

    Attributes:
        key: to check signatures with.
        algorithm: the only one that it is for.
    """

    key: RSAPublicKey | EllipticCurvePublicKey
    algorithm: str


class _Discovery(Struct, frozen=True):
    issuer: str
    jwks_uri: str


class _KeySet(Struct, frozen=True):
    keys: list[dict[str, Any]]


def fetch_keys(issuer: str) -> Mapping[str, ProviderKey]:
    """The keys of an issuer by their ids; it blocks.

    Raises:
        ProviderError: they could not be had.
    """
    try:
        where = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        found = msgspec.json.decode(_fetched(where), type=_Discovery)
        if found.issuer != issuer:
            raise ProviderError("the configuration is of another issuer")
        if not is_safe(found.jwks_uri):
            raise ProviderError("the keys are at no URL of https")
        return keys_of(_fetched(found.jwks_uri))
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise ProviderError("what came is no such JSON") from None
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise ProviderError(f"no answer: {type(error).__name__}") from None


def keys_of(content: bytes) -> Mapping[str, ProviderKey]:
    """The keys in a key set that are fit, by their ids.

    Raises:
        msgspec.MsgspecError: it is no key set.
    """
    keys: dict[str, ProviderKey] = {}
    for told in msgspec.json.decode(content, type=_KeySet).keys[:MOST_KEYS]:
        name, key = told.get("kid"), _key(told)
        if isinstance(name, str) and key is not None:
            keys[name] = key
    return keys


def _key(told: dict[str, Any]) -> ProviderKey | None:
    if told.get("use", "sig") != "sig" or told.get("kty") not in {"RSA", "EC"}:
        return None
    try:
        key = PyJWK(told).key
    except (PyJWTError, ValueError, TypeError, KeyError):
        return None
    algorithm = None
    if isinstance(key, RSAPublicKey) and key.key_size >= _LEAST_RSA_BITS:
        algorithm = "RS256"
    elif isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        algorithm = "ES256"
    if algorithm is None or told.get("alg", algorithm) != algorithm:
        return None
    return ProviderKey(key, algorithm)


class _NoRedirects(HTTPRedirectHandler):
    """A provider that sends elsewhere may send anywhere."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - of whatever request
        """Go nowhere."""


def _fetched(url: str) -> bytes:
    until_s = monotonic() + FETCH_WITHIN_S
    request = Request(url, headers={"Accept": "application/json"})  # noqa: S310 - `is_safe` saw it
    content = b""
    with build_opener(_NoRedirects).open(request, timeout=FETCH_WITHIN_S) as response:
        while chunk := response.read1(_CHUNK_BYTES):
            content += chunk
            if len(content) > MOST_BYTES:
                raise ProviderError(f"more than {MOST_BYTES} bytes")
            if monotonic() > until_s:
                raise ProviderError(f"not there within {FETCH_WITHIN_S:g} s")
    return content
