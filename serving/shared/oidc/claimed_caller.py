"""Who asks, by the claims of a token that was checked.

::

    "tenant": "acme"
    "scope": "score read openid"            or a list; what is no scope of ours is passed over
    "merchants": ["m-1", "m-2"] or "all"    never all where nothing is said

A claim that is missing or of another type lets nobody in.
"""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

from events.shared.identifiers import identifier_fault
from serving.shared.caller import SCOPES, Caller
from serving.shared.oidc.settings import OidcSettings

ALL_MERCHANTS: Final = "all"

_MOST_MERCHANTS: Final = 1_000


def claimed_caller(claims: Mapping[str, Any], settings: OidcSettings) -> Caller | None:
    """The caller that claims speak of, None where they are not as they should be."""
    tenant, subject = claims.get(settings.claims["tenant"]), claims.get("sub")
    if not _is_identifier(tenant) or not isinstance(subject, str):
        return None
    words = _words(claims.get(settings.claims["scopes"]))
    merchants = _merchants(claims.get(settings.claims["merchants"]))
    if words is None or merchants is None:
        return None
    prefix = settings.scope_prefix
    given = {word.removeprefix(prefix) for word in words if word.startswith(prefix)}
    return Caller(
        tenant=str(tenant),
        key_id=_key_id(subject),
        scopes=frozenset(one for one in SCOPES if one in given),
        merchants=None if merchants == ALL_MERCHANTS else frozenset(merchants),
    )


def _words(claim: object) -> list[str] | None:
    if isinstance(claim, str):
        return claim.split()
    if isinstance(claim, list) and all(isinstance(one, str) for one in claim):
        return claim
    return None


def _merchants(claim: object) -> list[str] | str | None:
    if claim == ALL_MERCHANTS:
        return ALL_MERCHANTS
    if not isinstance(claim, list) or not 1 <= len(claim) <= _MOST_MERCHANTS:
        return None
    return claim if all(map(_is_identifier, claim)) else None


def _is_identifier(value: object) -> bool:
    return isinstance(value, str) and identifier_fault(value) is None


def _key_id(subject: str) -> str:
    """What stands for a key in limits and logs; a subject may be somebody's address."""
    return f"oidc-{blake2b(subject.encode(errors='replace'), digest_size=6).hexdigest()}"
