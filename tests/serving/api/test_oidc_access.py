"""Tokens open what keys open; what is wrong with one is a problem like any other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from litestar.testing import TestClient

from serving.api.access import Access
from serving.api.observed import Observed
from serving.api.problem import PROBLEM_MEDIA_TYPE
from serving.api.service import service_app
from serving.shared.keys.key_ring import KeyRing
from serving.shared.keys.keys_or_tokens import KeysOrTokens
from serving.shared.oidc.known_keys import KnownKeys
from serving.shared.oidc.provider_keys import fetch_keys
from serving.shared.oidc.settings import OidcSettings, claims_named
from serving.shared.oidc.tokens import OidcTokens
from serving.shared.token_bucket import TokenBuckets
from tests.serving.api.served import PLENTY, Headers, Keys, payment, service
from tests.serving.decisions import OTHERS
from tests.serving.shared.oidc.provider import AUDIENCE, Provider, provider, published
from tests.serving.stand_ins import SimpleScoring


@dataclass
class Opened:
    """An API that keys and tokens open.

    Attributes:
        client: asks it.
        idp: signs tokens.
        key: headers with a key.
        now_s: what the clock of the provider's keys shows.
    """

    client: TestClient[Observed]
    idp: Provider
    key: Headers
    now_s: list[float] = field(repr=False)

    def status(self, token: str, merchant: str = "m-own") -> int:
        """Of a decision that is asked for with a token."""
        headers = {b"Authorization": f"Bearer {token}".encode("latin-1")}
        answer = self.client.post("/v1/decisions", json=payment("t", merchant), headers=headers)
        if answer.status_code != 200:
            assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
        return answer.status_code


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    keys, now_s = Keys(tmp_path / "keys.json"), [0.0]
    key = keys.headers("score")
    with provider() as idp:
        settings = OidcSettings(issuer=idp.issuer, audience=AUDIENCE, claims=claims_named({}))
        known = KnownKeys(lambda: fetch_keys(idp.issuer), lambda: now_s[0])
        either = KeysOrTokens(KeyRing(keys.path), OidcTokens(settings, known))
        access = Access(either, TokenBuckets(PLENTY), either.learn)
        app = service(keys, SimpleScoring(), PLENTY, access=access)
        observed = Observed(service_app(app), app.metrics, logs=False)
        with TestClient(observed, raise_server_exceptions=False) as client:
            yield Opened(client, idp, key, now_s)


def test_the_first_token_lets_in_and_so_does_a_key(opened: Opened) -> None:
    assert opened.status(opened.idp.token()) == 200
    answer = opened.client.post("/v1/decisions", json=payment(), headers=opened.key)
    assert answer.status_code == 200


def test_a_token_reaches_as_far_as_it_says(opened: Opened) -> None:
    assert opened.status(opened.idp.token(), OTHERS) == 403
    assert opened.status(opened.idp.token(scope="read")) == 403


@pytest.mark.parametrize("token", ["", "x.y.z", "\xe9.\xe9.\xe9", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_token_is_a_problem(opened: Opened, token: str) -> None:
    assert opened.status(token) == 401


def test_a_flood_of_made_up_keys_asks_the_provider_once_and_stops_nobody(opened: Opened) -> None:
    good = opened.idp.token()
    assert opened.status(good) == 200
    opened.now_s[0] = 60.0
    made_up = [opened.idp.token(kid=f"k{number}") for number in range(30)]
    assert {opened.status(token) for token in made_up} == {401}
    assert opened.idp.asked.count("/keys") == 2
    assert opened.status(good) == 200


def test_a_key_that_is_new_at_the_provider_lets_in_at_once(opened: Opened) -> None:
    assert opened.status(opened.idp.token()) == 200
    opened.idp.keys = [published("ec-next")]
    opened.now_s[0] = 60.0
    assert opened.status(opened.idp.token("ec-next")) == 200
    assert opened.status(opened.idp.token()) == 401


def test_a_provider_that_fails_lets_keys_in_and_no_token(opened: Opened) -> None:
    opened.idp.status = 500
    assert opened.status(opened.idp.token()) == 401
    answer = opened.client.post("/v1/decisions", json=payment(), headers=opened.key)
    assert answer.status_code == 200
