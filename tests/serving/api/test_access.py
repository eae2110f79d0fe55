"""Nobody comes in without a key in force, further than it reaches, or more often than it may."""

from pathlib import Path

import jwt
import pytest

from serving.api.problem import PROBLEM_MEDIA_TYPE
from serving.shared.token_bucket import RateLimit
from tests.serving.api.served import NOW_S, Headers, Keys, Served, payment, served
from tests.serving.decisions import OWN

GUARDED = [
    ("POST", "/v1/decisions"),
    ("POST", "/v1/decisions/batch"),
    ("GET", "/v1/decisions"),
    ("GET", "/v1/decisions/d-1"),
    ("GET", f"/v1/features/merchant/{OWN}"),
    ("GET", "/metrics"),
]


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_no_path_with_data_lets_anybody_in_without_a_key(
    api: Served, method: str, path: str
) -> None:
    answer = api.client.request(method, path)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic {}", "Bearer {}x", "bearer {} {}", "Bearer \xff", "{}"],
)
def test_a_header_that_brings_no_key_in_force_lets_nobody_in(api: Served, header: str) -> None:
    key = api.reader["Authorization"].removeprefix("Bearer ")
    headers = {b"Authorization": header.format(key, key).encode("latin-1")}
    answer = api.client.get("/v1/decisions", headers=headers)
    assert answer.status_code == 401
    assert key not in answer.text


@pytest.mark.parametrize(
    "url",
    [
        "/v1/decisions?api_key={key}",
        "/v1/decisions?x=%72{rest}",
        "/v1/decisions?x=%2572{rest}",
        "/v1/features/card/{key}",
        "/v1/{key}",
        "/healthz?{key}",
        "/readyz?x={key}",
        "/v1/schema/openapi.json?x={key}",
        "/v1/decisions?access_token={token}",
    ],
)
def test_a_key_in_a_url_is_refused_whatever_the_header_has(api: Served, url: str) -> None:
    key = api.reader["Authorization"].removeprefix("Bearer ")
    token = jwt.encode({"sub": "somebody"}, "s" * 32)
    path = url.format(key=key, rest=key[1:].replace("_", "%5F"), token=token)
    answer = api.client.get(path, headers=api.platform)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
    assert "revoke it" in answer.json()["detail"]


@pytest.mark.parametrize("url", ["/healthz?x=rsk_", "/healthz?x=eyJ.a.b&y=%", "/healthz?%E9%25"])
def test_a_url_that_only_looks_like_one_with_a_key_is_taken(api: Served, url: str) -> None:
    assert api.client.get(url).status_code == 200


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_key_without_the_scope_of_a_path_is_refused(api: Served, method: str, path: str) -> None:
    wrong = api.reader if method == "POST" or path == "/metrics" else api.scorer
    answer = api.client.request(method, path, headers=wrong)
    assert (answer.status_code, answer.json()["title"]) == (403, "Not for this key")


def test_what_is_measured_of_all_merchants_is_for_no_key_of_some(api: Served) -> None:
    answer = api.client.get("/metrics", headers=api.tenant)
    assert answer.status_code == 403
    assert "revstream_" not in answer.text
    assert api.client.get("/metrics", headers=api.platform).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/v1/schema/openapi.json"])
def test_what_shows_no_data_needs_no_key(api: Served, path: str) -> None:
    assert api.client.get(path).status_code == 200


def test_who_asks_too_often_is_told_when_to_come_again(tmp_path: Path) -> None:
    with served(tmp_path, RateLimit(per_s=0.5, burst=2)) as api:
        answers = [api.client.get("/v1/decisions", headers=api.reader) for _ in range(3)]
        others = api.client.get("/v1/decisions", headers=api.platform)
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[-1].headers["retry-after"] == "2"
    assert others.status_code == 200


def test_what_a_key_may_not_do_counts_as_a_request_too(tmp_path: Path) -> None:
    with served(tmp_path, RateLimit(per_s=1, burst=2)) as api:
        answers = [api.client.get("/v1/decisions", headers=api.scorer) for _ in range(3)]
    assert [one.status_code for one in answers] == [403, 403, 429]


def test_a_batch_counts_as_many_requests_as_it_has_payments(tmp_path: Path) -> None:
    def asked(api: Served, payments: int) -> int:
        batch = [payment(f"t-{number}") for number in range(payments)]
        answer = api.client.post("/v1/decisions/batch", json=batch, headers=api.scorer)
        return answer.status_code

    with served(tmp_path, RateLimit(per_s=1, burst=4)) as api:
        assert (asked(api, 3), asked(api, 2), asked(api, 1)) == (200, 429, 429)


def test_an_expired_key_lets_nobody_in(tmp_path: Path) -> None:
    def status(expires_ms: int) -> int:
        headers: Headers = Keys(tmp_path / "keys.json").headers(expires_ms=expires_ms)
        with served(tmp_path) as api:
            return api.client.get("/v1/decisions", headers=headers).status_code

    now_ms = int(NOW_S * 1_000)
    assert (status(now_ms + 1), status(now_ms)) == (200, 401)
