"""A key is shown once, kept as a hash, and refused once it is not in force."""

import json
import os
from pathlib import Path
from threading import Thread

import pytest

from serving.shared.keys.api_key import ApiKey, key_parts, new_key
from serving.shared.keys.key_file import change_keys, keys_in, read_keys
from serving.shared.keys.key_ring import GivenKeys, KeyRing


def _added(path: Path, tenant: str = "acme") -> tuple[ApiKey, str]:
    key, text = new_key(tenant, ("read",), ("m-1",), 1_000)
    change_keys(path, lambda keys: (*keys, key))
    return key, text


class _Clock:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def test_the_caller_of_a_key_has_what_it_was_made_with(path: Path) -> None:
    key, text = _added(path)
    caller = KeyRing(path).caller(text)
    assert caller is not None
    assert (caller.tenant, caller.key_id) == ("acme", key.key_id)
    assert (caller.scopes, caller.merchants) == (frozenset({"read"}), frozenset({"m-1"}))


def test_the_file_has_no_secret_and_only_its_owner_reads_it(path: Path) -> None:
    _, text = _added(path)
    parts = key_parts(text)
    assert parts is not None
    assert parts[1] not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_secret_of_another_key_lets_nobody_in(path: Path) -> None:
    (key, _), (_, other) = _added(path), _added(path)
    parts = key_parts(other)
    assert parts is not None
    assert KeyRing(path).caller(f"rsk_{key.key_id}_{parts[1]}") is None


@pytest.mark.parametrize("text", ["", "rsk_", "rsk_a_b", "x" * 10_000, "rsk_é_é", "\0"])
def test_what_is_no_key_lets_nobody_in(path: Path, text: str) -> None:
    _added(path)
    assert KeyRing(path).caller(text) is None


def test_a_change_of_the_file_is_seen_a_second_later_without_a_restart(path: Path) -> None:
    clock = _Clock()
    _added(path)
    ring = KeyRing(path, clock_s=clock)
    _, text = _added(path, "late")
    clock.s = 0.9
    assert ring.caller(text) is None
    clock.s = 1.0
    assert ring.caller(text) is not None


def test_a_file_that_cannot_be_read_any_more_leaves_the_keys_in_force(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = _Clock()
    _, text = _added(path)
    ring = KeyRing(path, clock_s=clock)
    for clock.s, content in ((2, "half a fi"), (4, '{"x":' + "[" * 200_000)):
        path.write_text(content)
        assert ring.caller(text) is not None
    assert caplog.text.count("stay in force") == 2


@pytest.mark.timeout(20)
def test_a_pipe_a_folder_and_what_is_too_large_leave_the_keys_in_force_until_there_is_a_file(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = _Clock()
    _, text = _added(path)
    ring = KeyRing(path, clock_s=clock)
    path.rename(path.with_name("before"))
    os.mkfifo(path)
    clock.s = 2
    assert ring.caller(text) is not None
    path.unlink()
    path.mkdir()
    clock.s = 4
    assert ring.caller(text) is not None
    path.rmdir()
    path.touch()
    os.truncate(path, (64 << 20) + 1)
    clock.s = 6
    assert ring.caller(text) is not None
    assert caplog.text.count("is no regular file") == 2
    assert "at most 67108864 are allowed" in caplog.text
    path.unlink()
    _, other = _added(path)
    clock.s = 8
    assert ring.caller(text) is None
    assert ring.caller(other) is not None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"merchant": ["m-1"]}, r"unknown field `merchant` - at `\$\.keys\[0\]`"),
        ({"expires": 5_000}, "unknown field `expires`"),
        ({"tenant": ""}, "tenant: blank"),
        ({"tenant": "a\nb"}, "tenant: a line end"),
        ({"merchants": [""]}, "merchant: blank"),
        ({"merchants": []}, "merchants: none given"),
        ({"scopes": []}, "scopes: none given"),
        ({"sha256": "é" * 64}, "sha256: expected 64 hex digits"),
    ],
)
def test_a_key_in_a_file_that_would_open_more_or_nothing_is_refused_by_its_field(
    path: Path, changed: dict[str, object], fault: str
) -> None:
    _added(path)
    content = json.loads(path.read_bytes())
    content["keys"][0] |= changed
    with pytest.raises(ValueError, match=fault):
        keys_in(json.dumps(content).encode(), "keys.json")


def test_a_file_with_a_field_beside_its_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown field `revoked`"):
        keys_in(b'{"version":1,"keys":[],"revoked":[]}', "keys.json")


@pytest.mark.parametrize(
    "content", ["", "[]", '{"version":2,"keys":[]}', '{"version":1,"keys":[{}]}']
)
def test_a_file_that_is_none_of_keys_is_refused_by_name(path: Path, content: str) -> None:
    path.write_text(content)
    with pytest.raises(ValueError, match=r"keys\.json: no file of keys"):
        read_keys(path)


def test_a_change_that_is_refused_changes_nothing(path: Path) -> None:
    def refuse(_: tuple[ApiKey, ...]) -> tuple[ApiKey, ...]:
        raise ValueError("no")

    _added(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="no"):
        change_keys(path, refuse)
    assert path.read_bytes() == before
    assert {one.name for one in path.parent.iterdir()} == {"keys.json", "keys.json.lock"}


def test_changes_at_the_same_time_all_stay(path: Path) -> None:
    threads = [Thread(target=_added, args=(path, f"tenant-{number}")) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_keys(path)) == 8


@pytest.mark.parametrize(
    ("tenant", "scopes", "merchants", "fault"),
    [
        ("a\nb", ("read",), None, "tenant: a line end"),
        ("a", (), None, "scopes: none given"),
        ("a", ("read",), (), "merchants: none given"),
        ("a", ("read",), ("",), "merchant: blank"),
    ],
)
def test_a_key_for_nobody_or_nothing_is_not_made(
    tenant: str, scopes: tuple[()], merchants: tuple[str, ...] | None, fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        new_key(tenant, scopes, merchants, 0)


def test_what_a_file_holds_lets_the_same_callers_in_where_there_is_no_file(path: Path) -> None:
    _, text = _added(path)
    expired, of_expired = new_key("acme", ("read",), None, 1_000, expires_ms=5_000)
    change_keys(path, lambda keys: (*keys, expired))
    given = GivenKeys(keys_in(path.read_bytes(), "REVSTREAM_KEYS"), now_s=lambda: 6.0)
    assert given.caller(text) == KeyRing(path).caller(text) is not None
    assert given.caller(of_expired) is None


@pytest.mark.parametrize("content", ["", "rsk_a_secret", '{"version": 2, "keys": []}'])
def test_content_that_is_no_file_of_keys_is_refused_and_not_shown(content: str) -> None:
    with pytest.raises(ValueError, match=r"^REVSTREAM_KEYS: no file of keys: ") as refused:
        keys_in(content.encode(), "REVSTREAM_KEYS")
    assert "secret" not in str(refused.value)
