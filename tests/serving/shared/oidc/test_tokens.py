"""A token lets in who it says, if its provider has signed it for us and its time is now."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from time import time
from typing import Any

import jwt
import pytest

from serving.shared.caller import Caller
from serving.shared.keys.api_key import new_key
from serving.shared.keys.key_file import change_keys, read_keys
from serving.shared.keys.key_ring import KeyRing
from serving.shared.keys.keys_or_tokens import KeysOrTokens
from serving.shared.oidc.known_keys import KnownKeys
from serving.shared.oidc.provider_keys import fetch_keys
from serving.shared.oidc.refused_tokens import RefusedTokens
from serving.shared.oidc.settings import OidcSettings, claims_named
from serving.shared.oidc.tokens import LEEWAY_S, OidcTokens
from tests.serving.shared.oidc.provider import (
    AUDIENCE,
    CLAIMS,
    Provider,
    private_key,
    provider,
    published,
)

_keys = cache(fetch_keys)


@pytest.fixture(scope="module")
def idp() -> Iterator[Provider]:
    with provider() as started:
        yield started


def _settings(
    idp: Provider, claims: Mapping[str, str] | None = None, prefix: str = ""
) -> OidcSettings:
    return OidcSettings(
        issuer=idp.issuer,
        audience=AUDIENCE,
        claims=claims_named(claims or {}),
        scope_prefix=prefix,
    )


def _caller(idp: Provider, token: str, settings: OidcSettings | None = None) -> Caller | None:
    tokens = OidcTokens(settings or _settings(idp), KnownKeys(lambda: _keys(idp.issuer)))
    asyncio.run(tokens.learn(token))
    return tokens.caller(token)


@pytest.mark.parametrize("key", ["rsa", "ec"])
def test_a_token_lets_in_who_it_says(idp: Provider, key: str) -> None:
    caller = _caller(idp, idp.token(key))
    assert caller is not None
    assert (caller.tenant, caller.merchants) == ("acme", frozenset({"m-own"}))
    assert caller.scopes == {"score", "read"}
    assert caller.key_id.startswith("oidc-")
    assert "person" not in caller.key_id


def test_who_came_in_by_a_token_stays_until_it_ends(idp: Provider, tmp_path: Path) -> None:
    now_s = [time()]
    tokens = OidcTokens(
        _settings(idp), KnownKeys(lambda: _keys(idp.issuer)), now_s=lambda: now_s[0]
    )
    either = KeysOrTokens(KeyRing(_one_key(tmp_path)), tokens)
    ends_s = int(time()) + 600
    token = idp.token(exp=ends_s)
    asyncio.run(either.learn(token))
    caller = either.caller(token)
    assert caller is not None
    assert either.is_still(caller)
    now_s[0] = ends_s + LEEWAY_S
    assert not either.is_still(caller)


def test_a_key_beside_tokens_is_looked_up_still(idp: Provider, tmp_path: Path) -> None:
    path = _one_key(tmp_path)
    tokens = OidcTokens(_settings(idp), KnownKeys(lambda: _keys(idp.issuer)))
    caller = read_keys(path)[0].caller
    assert KeysOrTokens(KeyRing(path), tokens).is_still(caller)
    assert not KeysOrTokens(None, tokens).is_still(caller)


def _one_key(folder: Path) -> Path:
    path = folder / "keys.json"
    key, _ = new_key("acme", ("read",), None, 1_000)
    change_keys(path, lambda keys: (*keys, key))
    return path


def _by_hand(header: Mapping[str, object], claims: Mapping[str, object], secret: bytes) -> str:
    def part(content: bytes) -> str:
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    signed = f"{part(json.dumps(header).encode())}.{part(json.dumps(claims).encode())}"
    return f"{signed}.{part(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def test_no_algorithm_but_that_of_the_key_lets_in(idp: Provider) -> None:
    claims = {"iss": idp.issuer, "exp": int(time()) + 600, **CLAIMS}
    public = json.dumps(published("rsa")).encode()
    by_none = jwt.encode(claims, None, "none", headers={"kid": "rsa"})  # type: ignore[arg-type] # no key
    by_secret = _by_hand({"alg": "HS256", "typ": "JWT", "kid": "rsa"}, claims, public)
    swapped = idp.token("ec", kid="rsa")
    stronger = idp.token("rsa", "RS512")
    padded = idp.token("rsa", "PS256")
    for token in (by_none, by_secret, swapped, stronger, padded):
        assert _caller(idp, token) is None


def test_another_private_key_under_a_known_name_lets_nobody_in(idp: Provider) -> None:
    assert _caller(idp, idp.token("rsa-strange", kid="rsa")) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": 1_600_000_000},
        {"nbf": 4_000_000_000},
        {"iss": "https://other.example"},
        {"aud": "other"},
        {"aud": ["other", "another"]},
        {"exp": None},
        {"iss": None},
        {"aud": None},
        {"sub": None},
        {"tenant": None},
        {"scope": None},
        {"merchants": None},
        {"exp": "soon"},
        {"exp": float("inf")},
        {"nbf": []},
        {"aud": 7},
        {"tenant": 7},
        {"tenant": ["acme"]},
        {"tenant": " acme"},
        {"tenant": ""},
        {"scope": 7},
        {"scope": ["score", 7]},
        {"scope": {"score": True}},
        {"merchants": "m-own"},
        {"merchants": []},
        {"merchants": [7]},
        {"merchants": ["all", ""]},
        {"merchants": True},
    ],
)
def test_a_claim_that_is_missing_or_not_as_it_should_be_lets_nobody_in(
    idp: Provider, changed: Mapping[str, object]
) -> None:
    try:
        token = idp.token(**changed)  # type: ignore[arg-type] # claims alone
    except TypeError:
        # The package does not make such a token; others do.
        claims = {"iss": idp.issuer, "exp": int(time()) + 600, **CLAIMS, **changed}
        signer = jwt.api_jws.PyJWS()
        content = json.dumps(claims).encode()
        token = signer.encode(content, private_key("rsa"), "RS256", {"kid": "rsa"})
    assert _caller(idp, token) is None


@pytest.mark.parametrize(
    "token", ["", ".", "..", "a.b.c", "e30.e30.", "\xff", "." * 5_000, "eyJhbGciOiJSUzI1NiJ9.e30.x"]
)
def test_what_is_no_token_lets_nobody_in(idp: Provider, token: str) -> None:
    assert _caller(idp, token) is None


def test_a_header_nested_deeply_lets_nobody_in(idp: Provider) -> None:
    deep = base64.urlsafe_b64encode(b'{"kid":' * 5_000).rstrip(b"=").decode()
    assert _caller(idp, f"{deep}.e30.x") is None


def test_a_clock_that_is_a_little_off_lets_in(idp: Provider) -> None:
    now_s = int(time())
    assert _caller(idp, idp.token(exp=now_s - 1, nbf=now_s + 10)) is not None


def test_all_merchants_are_seen_only_where_the_token_says_so(idp: Provider) -> None:
    caller = _caller(idp, idp.token(merchants="all"))
    assert caller is not None
    assert caller.has_all_merchants


def test_claims_may_have_other_names(idp: Provider) -> None:
    named = {"tenant": "custom:tenant", "scopes": "roles", "audience": "client_id"}
    token = idp.token(
        **{"custom:tenant": "globex", "roles": ["read"], "client_id": AUDIENCE, "aud": "other"}  # type: ignore[arg-type] # claims alone
    )
    caller = _caller(idp, token, _settings(idp, named))
    assert caller is not None
    assert (caller.tenant, caller.scopes) == ("globex", frozenset({"read"}))
    stranger = idp.token(**{"custom:tenant": "globex", "roles": ["read"], "client_id": "other"})  # type: ignore[arg-type] # claims alone
    assert _caller(idp, stranger, _settings(idp, named)) is None


def test_with_a_prefix_only_scopes_that_have_it_count(idp: Provider) -> None:
    token = idp.token(scope="revstream/read other/administer score")
    caller = _caller(idp, token, _settings(idp, prefix="revstream/"))
    assert caller is not None
    assert caller.scopes == {"read"}


def test_scopes_that_are_none_of_ours_let_in_to_nothing(idp: Provider) -> None:
    caller = _caller(idp, idp.token(scope="openid profile"))
    assert caller is not None
    assert caller.scopes == frozenset()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"exp": 1}, "it has expired"),
        ({"aud": "other"}, "it is for another audience"),
        ({"merchants": None}, "its claim merchants is missing"),
        ({"tenant": 7}, "its claim tenant is missing"),
        ({"kid": "unpublished"}, "the provider publishes no key"),
    ],
)
def test_why_a_token_lets_nobody_in_is_logged_and_nothing_of_it(
    idp: Provider, caplog: pytest.LogCaptureFixture, *, changed: dict[str, Any], reason: str
) -> None:
    token = idp.token(**changed)
    assert _caller(idp, token) is None
    [line] = [one for one in caplog.messages if one.startswith("a token let nobody in: ")]
    assert reason in line
    assert not any(part in line for part in (token[:40], "person"))


def test_a_flood_of_tokens_is_no_flood_of_lines(caplog: pytest.LogCaptureFixture) -> None:
    now_s = [100.0]
    refused = RefusedTokens(lambda: now_s[0])
    for at_s in (100.0, 101.0, 109.9, 110.0):
        now_s[0] = at_s
        refused.note("it has expired")
    assert len(caplog.messages) == 2
