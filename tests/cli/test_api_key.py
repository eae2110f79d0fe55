"""`revstream api-key`: the key is shown once, the file and the lists never have it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.api_key import command
from serving.shared.keys.key_ring import KeyRing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def _ran(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [arguments[0], "--keys", str(path), *arguments[1:]])


def _created(path: Path, *more: str) -> str:
    made = _ran(path, "create", "--tenant", "acme", "--scope", "read", *more)
    assert made.exit_code == 0
    return made.stdout.strip()


def test_the_key_alone_is_printed_and_lets_its_tenant_in(path: Path) -> None:
    text = _created(path, "--merchant", "m-1")
    caller = KeyRing(path).caller(text)
    assert caller is not None
    assert (caller.tenant, caller.merchants) == ("acme", frozenset({"m-1"}))


def test_a_list_says_what_a_key_may_do_and_never_shows_it(path: Path) -> None:
    text = _created(path, "--merchant", "m-1", "--expires-in", "90d")
    listed = _ran(path, "list").stdout
    told = json.loads(_ran(path, "list", "--json").stdout)
    assert "acme  in force until" in listed
    assert "may read; merchants: m-1" in listed
    assert (told["scopes"], told["merchants"], told["state"][:8]) == (["read"], ["m-1"], "in force")
    secret = text.rpartition("_")[2]
    assert secret not in listed + json.dumps(told)


def test_a_rotated_key_goes_on_beside_the_new_one(path: Path) -> None:
    old = _created(path)
    new = _ran(path, "rotate", old.split("_")[1], "--overlap", "7d").stdout.strip()
    ring = KeyRing(path)
    assert new != old
    callers = [ring.caller(old), ring.caller(new)]
    assert all(one is not None and one.tenant == "acme" for one in callers)


def test_a_revoked_key_lets_nobody_in(path: Path) -> None:
    text = _created(path)
    assert _ran(path, "revoke", text.split("_")[1]).exit_code == 0
    assert KeyRing(path).caller(text) is None
    assert "revoked" in _ran(path, "list").stdout


def test_a_key_that_is_not_in_force_is_neither_rotated_nor_revoked(path: Path) -> None:
    key_id = _created(path).split("_")[1]
    _ran(path, "revoke", key_id)
    for again in (["revoke", key_id], ["rotate", key_id, "--overlap", "1d"]):
        failed = _ran(path, *again)
        assert isinstance(failed.exception, ValueError)
        assert "no key of this id is in force" in str(failed.exception)


def test_a_tenant_with_the_scope_explain_is_warned_of(path: Path) -> None:
    arguments = ["create", "--tenant", "acme", "--scope", "explain"]
    assert "other merchants" in _ran(path, *arguments, "--merchant", "m-1").stderr
    assert "other merchants" not in _ran(path, *arguments).stderr
