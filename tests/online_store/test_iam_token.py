"""The token is a signed request as AWS defines it, and what signs it is shown nowhere."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl

import pytest
from botocore.credentials import ReadOnlyCredentials
from hypothesis import given
from hypothesis import strategies as st

from online_store.iam_authentication import signed_token
from online_store.iam_login import IamLogin
from tests.online_store.elasticache import EMPTY_SHA256, is_signed
from tests.online_store.iam_store import KEYS, LOGIN, MOMENT, sign_at
from tests.online_store.signature_v4 import signature

names = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,39}", fullmatch=True)
secrets = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1)


def parts(token: str) -> tuple[str, dict[str, str], str]:
    """Host, parameters without the signature, signature."""
    host, _, query = token.partition("/?")
    parameters = dict(parse_qsl(query, strict_parsing=True))
    return host, parameters, parameters.pop("X-Amz-Signature")


def test_the_oracle_signs_as_in_the_example_of_the_s3_documentation() -> None:
    parameters = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request",
        "X-Amz-Date": "20130524T000000Z",
        "X-Amz-Expires": "86400",
        "X-Amz-SignedHeaders": "host",
    }
    assert signature(
        "examplebucket.s3.amazonaws.com",
        "/test.txt",
        parameters,
        "UNSIGNED-PAYLOAD",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ) == ("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")


def test_a_token_is_the_one_that_the_aws_sdk_for_java_makes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_at(monkeypatch, datetime(2024, 8, 2, 12, 11, 50))  # noqa: DTZ001 - UTC, as in botocore
    login = IamLogin(user="user123", cache="my-cache", region="eu-west-1")
    token = signed_token(login, ReadOnlyCredentials("accessKey", "secretKey", None))
    assert token.startswith("my-cache/?Action=connect&User=user123&ResourceType=ServerlessCache&")
    assert token.endswith("=5dda5db919b1337db6596b2a608924bc10197fb39289b933b60bdb114d5a70dc")


def test_a_token_asks_to_connect_one_user_to_one_serverless_cache_for_15_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_at(monkeypatch, MOMENT)
    host, parameters, _ = parts(signed_token(LOGIN, KEYS))
    assert host == "features-test"
    assert parameters == {
        "Action": "connect",
        "User": "revstream-fraud-test",
        "ResourceType": "ServerlessCache",
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": "AKIDTEST/20260301/eu-west-1/elasticache/aws4_request",
        "X-Amz-Date": "20260301T120000Z",
        "X-Amz-Expires": "900",
        "X-Amz-SignedHeaders": "host",
        "X-Amz-Security-Token": "session+token/of=the test",
    }


@given(
    login=st.builds(IamLogin, user=names, cache=names, region=st.sampled_from(["eu-west-1", "us"])),
    access_key=st.from_regex(r"[A-Z0-9]{4,20}", fullmatch=True),
    secret_key=secrets,
    session_token=st.none() | secrets,
)
def test_every_token_has_the_signature_of_the_oracle(
    login: IamLogin, access_key: str, secret_key: str, session_token: str | None
) -> None:
    token = signed_token(login, ReadOnlyCredentials(access_key, secret_key, session_token))
    host, parameters, signed = parts(token)
    assert signed == signature(host, "/", parameters, EMPTY_SHA256, secret_key)
    assert parameters.get("X-Amz-Security-Token") == session_token


def test_the_name_of_the_cache_is_signed_in_lower_case_as_elasticache_keeps_it() -> None:
    login = IamLogin(user="U", cache="Features-Test", region="eu-west-1")
    host, parameters, _ = parts(signed_token(login, KEYS))
    assert (host, parameters["User"]) == ("features-test", "U")


@pytest.mark.parametrize(
    ("login", "keys", "lets_in"),
    [
        (LOGIN, KEYS, True),
        (LOGIN, ReadOnlyCredentials("AKIDTEST", "another-key", KEYS.token), False),
        (replace(LOGIN, cache="another-cache"), KEYS, False),
        (replace(LOGIN, user="another-user"), KEYS, False),
    ],
)
def test_the_stand_in_for_elasticache_lets_in_by_the_right_signature_alone(
    login: IamLogin,
    keys: ReadOnlyCredentials,
    lets_in: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    assert is_signed(signed_token(login, keys)) is lets_in
