"""Only keys that are fit are taken, from where they should be and no larger than they should be."""

from collections.abc import Iterator

import pytest

from serving.shared.oidc import provider_keys
from serving.shared.oidc.provider_keys import ProviderError, fetch_keys
from serving.shared.oidc.settings import OidcSettings, claims_named
from tests.serving.shared.oidc.provider import Provider, provider, published


@pytest.fixture
def idp() -> Iterator[Provider]:
    with provider() as started:
        yield started


def test_keys_have_the_algorithm_that_they_are_for(idp: Provider) -> None:
    found = fetch_keys(idp.issuer)
    assert {name: key.algorithm for name, key in found.items()} == {"rsa": "RS256", "ec": "ES256"}


@pytest.mark.parametrize(
    "unfit",
    [
        published("weak"),
        published("p384"),
        published("rsa", use="enc"),
        published("rsa", alg="RS512"),
        published("rsa", kid=None),
        published("rsa", n="!"),
        published("rsa", n=7),
        {"kty": "oct", "kid": "shared", "k": "c2VjcmV0", "alg": "HS256"},
        {"kid": "x"},
    ],
)
def test_a_key_that_is_not_fit_is_passed_over(idp: Provider, unfit: dict[str, object]) -> None:
    idp.keys = [unfit, published("ec")]
    assert list(fetch_keys(idp.issuer)) == ["ec"]


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://other.example"},
        {"jwks_uri": "http://other.example/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "http://[::1"},
    ],
)
def test_a_configuration_that_leads_elsewhere_is_refused(
    idp: Provider, told: dict[str, str]
) -> None:
    idp.configuration = told
    with pytest.raises(ProviderError):
        fetch_keys(idp.issuer)
    assert idp.asked == ["/.well-known/openid-configuration"]


def test_nobody_is_sent_elsewhere(idp: Provider) -> None:
    idp.status, idp.location = 302, f"{idp.issuer}/elsewhere"
    with pytest.raises(ProviderError):
        fetch_keys(idp.issuer)
    assert "/elsewhere" not in idp.asked


def test_what_is_too_large_is_not_read_to_its_end(
    idp: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_keys, "MOST_BYTES", 500)
    with pytest.raises(ProviderError, match="more than 500 bytes"):
        fetch_keys(idp.issuer)


@pytest.mark.parametrize("keys", [[1], "x"])
def test_what_is_no_key_set_is_refused(idp: Provider, keys: list[dict[str, object]]) -> None:
    idp.keys = keys
    with pytest.raises(ProviderError, match="no such JSON"):
        fetch_keys(idp.issuer)


def test_a_provider_that_is_away_is_said_so() -> None:
    with pytest.raises(ProviderError, match="no answer"):
        fetch_keys("http://127.0.0.1:1")


@pytest.mark.parametrize(
    "issuer", ["http://login.example", "ftp://x", "login.example", "https://u@x", "", "http://[x"]
)
def test_an_issuer_that_cannot_be_trusted_is_refused(issuer: str) -> None:
    with pytest.raises(ValueError, match="expected a URL of https"):
        OidcSettings(issuer=issuer, audience="a", claims=claims_named({}))


def test_a_claim_that_no_token_is_asked_for_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of tenant, scopes, merchants, audience"):
        claims_named({"role": "x"})
