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
_SUBJECT: Final = "sub"

_MOST_MERCHANTS: Final = 1_000


def claim_at_fault(claims: Mapping[str, Any], settings: OidcSettings) -> str | None:
    """The name of the first claim that is not as it should be."""
    named = settings.claims
    if not _is_identifier(claims.get(named["tenant"])):
        return named["tenant"]
    if not isinstance(claims.get(_SUBJECT), str):
        return _SUBJECT
    if _words(claims.get(named["scopes"])) is None:
        return named["scopes"]
    return named["merchants"] if _merchants(claims.get(named["merchants"])) is None else None


def claimed_caller(claims: Mapping[str, Any], settings: OidcSettings) -> Caller:
    """The caller that claims speak of, none of which is at fault."""
    tenant, subject = claims[settings.claims["tenant"]], claims[_SUBJECT]
    words = _words(claims[settings.claims["scopes"]]) or []
    merchants = _merchants(claims[settings.claims["merchants"]]) or []
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
