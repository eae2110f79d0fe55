"""Whose credentials sign a token, and that nothing of them is said when they cannot be had."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import make_server
from wsgiref.types import StartResponse

import pytest
from botocore.session import Session
from botocore.utils import ContainerMetadataFetcher
from redis.exceptions import AuthenticationError

from machine.ports import LOCALHOST
from online_store.connection import StoreSettings, connect
from online_store.iam_authentication import (
    CONNECTION_LIFETIME_S,
    IamCredentialProvider,
    signed_token,
)
from tests.online_store.iam_store import (
    KEYS,
    LOGIN,
    MOMENT,
    have_credentials,
    have_no_credentials,
    sign_at,
)


@pytest.fixture
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A machine without AWS credentials, and what changes its environment."""
    have_no_credentials(monkeypatch, tmp_path)
    return monkeypatch


def role_credentials(access_key: str, expiration: str) -> str:
    """What a container's service of credentials answers."""
    return json.dumps(
        {
            "AccessKeyId": access_key,
            "SecretAccessKey": KEYS.secret_key,
            "Token": KEYS.token,
            "Expiration": expiration,
        }
    )


@contextmanager
def credentials_service(answers: list[tuple[int, str]]) -> Iterator[str]:
    """The URL of a service that gives one answer after the other, the last one for ever."""

    def answer(_environ: object, start_response: StartResponse) -> list[bytes]:
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        start_response(f"{status} -", [])
        return [body.encode()]

    with make_server(LOCALHOST, 0, answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://{LOCALHOST}:{server.server_port}/role"
        finally:
            server.shutdown()
            thread.join()


def refusal(monkeypatch: pytest.MonkeyPatch, status: int, body: str) -> str:
    """What is said when the service of credentials gives that answer."""
    monkeypatch.setattr(ContainerMetadataFetcher, "SLEEP_TIME", 0)
    with credentials_service([(status, body)]) as url:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url)
        with pytest.raises(AuthenticationError) as caught:
            IamCredentialProvider(LOGIN, Session()).get_credentials()
    return f"{caught.value} {caught.value.__cause__!r}"


def test_user_and_token_come_from_the_credentials_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    have_credentials(monkeypatch, tmp_path)
    sign_at(monkeypatch, MOMENT)
    credentials = IamCredentialProvider(LOGIN, Session()).get_credentials()
    assert credentials == ("revstream-fraud-test", signed_token(LOGIN, KEYS))


def test_credentials_of_a_container_are_fetched_again_when_they_have_run_out(
    no_credentials: pytest.MonkeyPatch,
) -> None:
    answers = [
        (200, role_credentials("AKIDOLD", "2000-01-01T00:00:00Z")),
        (200, role_credentials("AKIDNEW", "2999-01-01T00:00:00Z")),
    ]
    with credentials_service(answers) as url:
        no_credentials.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url)
        _, token = IamCredentialProvider(LOGIN, Session()).get_credentials()
    assert "X-Amz-Credential=AKIDNEW%2F" in token


@pytest.mark.usefixtures("no_credentials")
def test_without_credentials_a_login_fails_as_one_that_the_store_refuses() -> None:
    with pytest.raises(AuthenticationError, match="no AWS credentials to log in with: NoCred"):
        IamCredentialProvider(LOGIN, Session()).get_credentials()


def test_credentials_that_were_missing_are_looked_for_again_after_a_minute(
    no_credentials: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    now_s = [0.0]
    provider = IamCredentialProvider(LOGIN, Session(), clock=lambda: now_s[0])
    with pytest.raises(AuthenticationError):
        provider.get_credentials()
    have_credentials(no_credentials, tmp_path)
    now_s[0] = 59.9
    with pytest.raises(AuthenticationError, match="no AWS credentials to log in with: NoCred"):
        provider.get_credentials()
    now_s[0] = 60
    assert "AKIDTEST" in provider.get_credentials()[1]


@pytest.mark.parametrize(
    ("status", "body", "cause"),
    [
        (500, "internal-detail", "CredentialRetrievalError"),
        (200, "internal-detail", "CredentialRetrievalError"),
        (200, '{"SecretAccessKey": "internal-detail"}', "KeyError"),
    ],
)
def test_an_answer_without_credentials_is_named_by_its_kind_and_not_shown(
    no_credentials: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    status: int,
    body: str,
    cause: str,
) -> None:
    connect(StoreSettings("rediss://store.example", iam=LOGIN)).close()
    with caplog.at_level(logging.DEBUG):
        said = refusal(no_credentials, status, body)
    assert cause in said
    assert "internal-detail" not in said + caplog.text


def test_neither_token_nor_keys_are_logged_even_at_debug(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    have_credentials(monkeypatch, tmp_path)
    with connect(StoreSettings("rediss://store.example", iam=LOGIN)) as client:
        provider = client.connection_pool.connection_kwargs["credential_provider"]
        with caplog.at_level(logging.DEBUG):
            logging.getLogger("botocore.auth").setLevel(logging.DEBUG)
            logging.getLogger("probe").debug("that DEBUG is on")
            _, token = provider.get_credentials()
        shown = f"{caplog.text} {client!r} {client.connection_pool!r} {provider!r}"
    assert "that DEBUG is on" in shown
    signature = token.partition("X-Amz-Signature=")[2]
    for secret in (signature, "secret-key-of-the-test", "session+token", "session%2Btoken"):
        assert secret not in shown


def test_a_connection_is_renewed_before_the_twelve_hours_that_elasticache_leaves_it() -> None:
    with connect(StoreSettings("rediss://store.example", iam=LOGIN)) as client:
        assert client.connection_pool.connection_kwargs["longest_s"] == CONNECTION_LIFETIME_S
    assert CONNECTION_LIFETIME_S < 12 * 3_600


@pytest.mark.parametrize("url", ["redis://store.example", "rediss://user@store.example"])
def test_iam_takes_no_url_without_tls_and_none_with_another_login(url: str) -> None:
    with pytest.raises(ValueError, match="IAM needs rediss://"):
        connect(StoreSettings(url, iam=LOGIN))
