"""Who `revstream serve` lets in, and how much of it."""

from cli.serve.choices import Choices
from serving.api.access import Access
from serving.shared.keys.key_file import keys_in
from serving.shared.keys.key_ring import Credentials, GivenKeys, KeyRing
from serving.shared.keys.keys_or_tokens import KeysOrTokens
from serving.shared.oidc.known_keys import KnownKeys
from serving.shared.oidc.provider_keys import fetch_keys
from serving.shared.oidc.tokens import OidcTokens
from serving.shared.token_bucket import RateLimit, TokenBuckets


def credentials_of(choices: Choices) -> Credentials:
    """Keys, tokens, or both.

    Raises:
        OSError: the keys cannot be read.
        ValueError: they are not usable, or nobody could come in.
    """
    keys = _keys(choices)
    if choices.oidc is not None:
        issuer = choices.oidc.issuer
        tokens = OidcTokens(choices.oidc, KnownKeys(lambda: fetch_keys(issuer)))
        return KeysOrTokens(keys, tokens)
    if keys is None:
        raise ValueError("neither keys nor an OIDC issuer: nobody could come in")
    return keys


def _keys(choices: Choices) -> Credentials | None:
    if choices.keys is not None:
        return KeyRing(choices.keys)
    if choices.given_keys is not None:
        return GivenKeys(keys_in(choices.given_keys.encode(), "REVSTREAM_KEYS"))
    return None


def access_of(choices: Choices, credentials: Credentials) -> Access:
    """How often those with `credentials` may ask."""
    buckets = TokenBuckets(RateLimit(choices.requests_per_s, choices.burst))
    learn = credentials.learn if isinstance(credentials, KeysOrTokens) else None
    return Access(credentials, buckets, learn)
