"""Signing in with a key or a link, and out again; which forms are taken."""

from pathlib import Path

import pytest

from serving.dashboard.session_access import COOKIE
from serving.dashboard.sessions import SESSION_S
from serving.shared.caller import Caller
from serving.shared.keys.issuing import revoke_key
from serving.shared.token_bucket import RateLimit
from tests.serving.api.running import running
from tests.serving.dashboard.site import Site, site
from tests.serving.dashboard.visiting import HOST, visitor
from tests.serving.feed.clients import asked

OWN_PAGE = {"origin": HOST}


@pytest.fixture
def shown(tmp_path: Path) -> Site:
    return site(tmp_path)


def test_a_key_in_a_form_begins_a_session(shown: Site) -> None:
    key = shown.key("read")
    with visitor(shown) as client:
        answer = client.post(
            "/dashboard/sign-in", data={"key": key}, headers=OWN_PAGE, follow_redirects=False
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard")
        cookie = answer.headers["set-cookie"]
        assert key not in cookie
        assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/dashboard"))
        assert f"Max-Age={SESSION_S}" in cookie
        assert "Secure" not in cookie
        assert client.get("/dashboard").status_code == 200


def test_beyond_this_machine_a_cookie_is_for_tls_alone(shown: Site) -> None:
    with visitor(shown) as client:
        answer = client.post(
            "/dashboard/sign-in",
            data={"key": shown.key("read")},
            headers={"host": "pay.example", "origin": "https://pay.example"},
            follow_redirects=False,
        )
        assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("path", ["", "/decisions", "/panels", "/activity.json", "/card?id=c-1"])
def test_without_a_session_every_page_leads_to_the_sign_in(shown: Site, path: str) -> None:
    with visitor(shown) as client:
        answer = client.get(f"/dashboard{path}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard/sign-in")


def test_a_part_of_a_page_takes_all_of_it_to_the_sign_in(shown: Site) -> None:
    with visitor(shown) as client:
        answer = client.get("/dashboard/panels", headers={"hx-request": "true"})
        assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/dashboard/sign-in")


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"origin": "null"}])
@pytest.mark.parametrize("path", ["/dashboard/sign-in", "/dashboard/sign-out"])
def test_a_form_of_another_site_is_refused(shown: Site, headers: dict[str, str], path: str) -> None:
    with visitor(shown) as client:
        answer = client.post(path, data={"key": shown.key("read")}, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("key", ["", "rsk_0a1b2c3d4e5f_" + "0" * 64, "<script>"])
def test_a_key_that_is_none_is_refused_and_not_shown(shown: Site, key: str) -> None:
    with visitor(shown) as client:
        answer = client.post("/dashboard/sign-in", data={"key": key}, headers=OWN_PAGE)
        assert answer.status_code == 401
        assert not key or key not in answer.text


def test_a_key_that_may_not_read_begins_no_session(shown: Site) -> None:
    with visitor(shown) as client:
        data = {"key": shown.key("score")}
        answer = client.post("/dashboard/sign-in", data=data, headers=OWN_PAGE)
        assert answer.status_code == 401
        assert "lacks the scope read" in answer.text


def test_a_key_in_a_url_is_refused(shown: Site) -> None:
    key = shown.key("read")
    with visitor(shown, key) as client:
        assert client.get(f"/dashboard?key={key}").status_code == 401
        assert client.get(f"/dashboard/sign-in?key={key}").status_code == 401


def test_a_form_that_is_too_large_is_refused(shown: Site) -> None:
    with visitor(shown) as client:
        data = {"key": "k" * 10_000}
        assert client.post("/dashboard/sign-in", data=data, headers=OWN_PAGE).status_code == 413


def test_a_session_ends_with_its_key(shown: Site) -> None:
    key = shown.key("read")
    with visitor(shown, key) as client:
        assert client.get("/dashboard", follow_redirects=False).status_code == 200
        revoke_key(shown.keys.path, key.split("_")[1], now_ms=2_000)
        assert client.get("/dashboard", follow_redirects=False).status_code == 303


def test_who_signs_out_is_out_wherever_the_cookie_is_kept(shown: Site) -> None:
    with visitor(shown, shown.key("read")) as client:
        kept = client.cookies[COOKIE]
        answer = client.post("/dashboard/sign-out", headers=OWN_PAGE, follow_redirects=False)
        assert 'revstream-session=""' in answer.headers["set-cookie"]
        client.cookies.set(COOKIE, kept)
        assert client.get("/dashboard", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://[x", "host": "[x"},
        {"origin": "http://[::1", "host": "[::1"},
        {"origin": "http://a]b", "host": "a]b"},
        {"origin": "", "host": ""},
    ],
)
@pytest.mark.parametrize("path", ["/dashboard/sign-in", "/dashboard/sign-out"])
def test_a_form_from_no_address_is_refused(shown: Site, headers: dict[str, str], path: str) -> None:
    with visitor(shown) as client:
        answer = client.post(path, data={"key": shown.key("read")}, headers=headers)
        assert answer.status_code == 403


def test_a_host_that_is_no_address_gives_a_cookie_for_tls_alone(shown: Site) -> None:
    with visitor(shown) as client:
        path = f"/dashboard/open?token={shown.sessions.link_token()}"
        answer = client.get(path, headers={"host": "[::1"}, follow_redirects=False)
        assert answer.status_code == 303
        assert "Secure" in answer.headers["set-cookie"]


def test_a_token_of_an_identity_provider_is_told_that_it_begins_no_session(
    shown: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_token = Caller("acme", "oidc-1", frozenset({"read"}), None, expires_ms=1 << 50)
    monkeypatch.setattr(shown.sessions, "by_key", lambda _: by_token)
    with visitor(shown) as client:
        answer = client.post("/dashboard/sign-in", data={"key": "eyJ"}, headers=OWN_PAGE)
        assert answer.status_code == 401
        assert "Sign in with an API key" in answer.text
        assert "set-cookie" not in answer.headers


def test_who_signs_in_too_often_is_told_when_to_come_again(tmp_path: Path) -> None:
    shown = site(tmp_path, limit=RateLimit(per_s=0.001, burst=2))
    with visitor(shown) as client:
        data = {"key": shown.key("read")}
        for status in (303, 303, 429):
            answer = client.post(
                "/dashboard/sign-in", data=data, headers=OWN_PAGE, follow_redirects=False
            )
            assert answer.status_code == status
        assert int(answer.headers["retry-after"]) > 0


def test_a_link_signs_the_operator_in_once(shown: Site) -> None:
    token = shown.sessions.link_token()
    with visitor(shown) as client:
        path = f"/dashboard/open?token={token}"
        assert client.get(path, follow_redirects=False).headers["location"] == "/dashboard"
        assert client.get("/dashboard", follow_redirects=False).status_code == 200
        assert client.get(path, follow_redirects=False).status_code == 401


@pytest.mark.slow
def test_what_follows_in_a_page_ends_when_its_session_is_signed_out(tmp_path: Path) -> None:
    shown = site(tmp_path, follows=True)
    caller = shown.sessions.by_key(shown.key("read"))
    assert caller is not None
    cookie = shown.sessions.begin(caller)
    with (
        running(shown.app) as port,
        asked(port, "/dashboard/decisions/events", Cookie=f"{COOKIE}={cookie}") as events,
    ):
        assert events.status == 200
        shown.sessions.end(cookie)
        while (line := events.readline()) and b"signed out" not in line:
            pass
        assert b"Sign in again" in line
        assert events.read().strip() == b""
