"""`revstream serve` says in one line why it does not start."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import api_key
from cli.serve import command as serve
from machine.ports import LOCALHOST

STORE = "redis://localhost:1"


@pytest.fixture
def keys(tmp_path: Path) -> str:
    path = str(tmp_path / "keys.json")
    arguments = ["create", "--keys", path, "--tenant", "me", "--scope", "read"]
    assert CliRunner().invoke(api_key.command, arguments).exit_code == 0
    return path


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("0.0.0.0", 0)) as listener:  # noqa: S104 - taken on all addresses
        yield int(listener.getsockname()[1])


def _ran(*arguments: str) -> Result:
    return CliRunner().invoke(serve.command, list(arguments))


def test_without_keys_it_says_how_to_make_one() -> None:
    result = _ran("--store", STORE)
    assert result.exit_code == 2
    assert "revstream api-key create" in result.stderr


def test_without_a_store_it_does_not_start(keys: str) -> None:
    result = _ran("--keys", keys)
    assert result.exit_code == 2
    assert "--store" in result.stderr


def test_without_its_extra_it_says_what_to_install(
    keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda name: None if name == "litestar" else name)
    result = _ran("--keys", keys, "--store", STORE)
    assert "serve needs litestar: pip install 'revstream[serve]'" in result.stderr


def test_a_file_that_is_none_of_keys_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{}")
    result = _ran("--keys", str(tmp_path / "keys.json"), "--store", STORE)
    assert isinstance(result.exception, ValueError)
    assert "keys.json: no file of keys" in str(result.exception)


def test_a_collector_of_traces_that_is_none_is_refused(keys: str) -> None:
    result = _ran("--keys", keys, "--store", STORE, "--traces", "localhost:4318")
    assert isinstance(result.exception, ValueError)
    assert "endpoint: http://HOST:PORT/v1/traces" in str(result.exception)


@pytest.mark.parametrize(("host", "warns"), [(LOCALHOST, False), ("0.0.0.0", True)])  # noqa: S104
def test_a_taken_port_is_said_and_an_address_for_others_is_warned_of(
    keys: str, taken_port: int, host: str, *, warns: bool
) -> None:
    result = _ran("--keys", keys, "--store", STORE, "--host", host, "--port", str(taken_port))
    assert isinstance(result.exception, OSError)
    assert f"{host} port {taken_port}: Address already in use" in str(result.exception)
    assert ("unencrypted" in result.stderr) is warns


def _with_given_keys(*arguments: str) -> Result:
    return CliRunner(env={"REVSTREAM_KEYS": "{}"}).invoke(serve.command, list(arguments))


def test_keys_of_the_environment_do_instead_of_a_file() -> None:
    ended = _with_given_keys()
    assert ended.exit_code == 2
    assert "no store" in ended.output


def test_a_login_by_iam_is_taken_and_what_it_lacks_is_named() -> None:
    ended = _with_given_keys("--store", "rediss://store:6379", "--set", "store.auth=iam")
    said = str(ended.exception)
    assert "store.user: missing" in said
    assert "store.cache: missing" in said


def test_a_login_by_iam_needs_tls() -> None:
    of_iam = ("store.auth=iam", "store.user=u", "store.cache=c", "aws.region=eu-west-1")
    ended = _with_given_keys(
        "--store",
        "redis://store:6379",
        *(part for one in of_iam for part in ("--set", one)),
    )
    assert "store.auth iam needs rediss://HOST:PORT" in str(ended.exception)
