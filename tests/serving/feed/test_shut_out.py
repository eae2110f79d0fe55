"""Whose key ends, or may less, follows no further: over a real server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from websockets.exceptions import ConnectionClosed, InvalidStatus

from serving.shared.feed.limits import FeedLimits
from serving.shared.keys.api_key import ApiKey
from serving.shared.keys.issuing import revoke_key, rotate_key
from serving.shared.keys.key_file import change_keys
from tests.serving.decisions import OTHERS, OWN
from tests.serving.feed.clients import EventStream, asked, token_of, web_socket
from tests.serving.feed.server import FeedServer, feed_server, new_key_text, received_at

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

Change = Callable[[Path, str], object]


def _changed(path: Path, key_id: str, change: Callable[[ApiKey], ApiKey]) -> None:
    change_keys(path, lambda keys: tuple(change(k) if k.key_id == key_id else k for k in keys))


def _revoked(path: Path, key_id: str) -> None:
    revoke_key(path, key_id, now_ms=2_000)


def _rotated(path: Path, key_id: str) -> None:
    rotate_key(path, key_id, overlap_ms=1, now_ms=2_000)


def _expired(path: Path, key_id: str) -> None:
    _changed(path, key_id, lambda key: replace(key, expires_ms=2_000))


def _without_explain(path: Path, key_id: str) -> None:
    _changed(path, key_id, lambda key: replace(key, scopes=("read",)))


def _of_fewer_merchants(path: Path, key_id: str) -> None:
    _changed(path, key_id, lambda key: replace(key, merchants=(OTHERS,)))


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    new_key_text(path, "platform", ("read",), None)
    return path


@pytest.fixture(scope="module")
def feed(key_file: Path) -> Iterator[FeedServer]:
    with feed_server(key_file, FeedLimits(gather_s=0.005, grace_s=0.2)) as running:
        yield running


@pytest.fixture
def key(feed: FeedServer, key_file: Path) -> str:
    """A new key of two merchants; nobody follows."""
    feed.wait_for_clients(0)
    feed.in_loop(feed.empty)
    return new_key_text(key_file, "acme", ("read", "explain"), (OWN, OTHERS))


@pytest.mark.parametrize("change", [_revoked, _rotated, _expired])
def test_what_a_key_follows_ends_with_it(
    feed: FeedServer, key_file: Path, key: str, change: Change
) -> None:
    other = new_key_text(key_file, "other", ("read",), None)
    with (
        asked(feed.port, "/v1/feed", key) as events,
        web_socket(feed.port, "", key) as texts,
        asked(feed.port, "/v1/feed", other) as others,
    ):
        feed.wait_for_clients(3)
        change(key_file, key.split("_")[1])
        feed.in_loop(feed.hub.check)
        feed.decide(received_at(1))
        stream = EventStream(events)
        assert stream.next().data == {"reason": "unauthenticated"}
        with pytest.raises(EOFError):
            stream.next()
        assert texts.recv(20) == '{"type":"end","reason":"unauthenticated"}'
        with pytest.raises(ConnectionClosed) as closed:
            texts.recv(20)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4_401
        assert EventStream(others).numbers(1) == [1]
    with asked(feed.port, "/v1/feed", key) as again:
        assert again.status == 401


@pytest.mark.parametrize("change", [_without_explain, _of_fewer_merchants])
def test_what_a_key_follows_ends_when_it_may_less(
    feed: FeedServer, key_file: Path, key: str, change: Change
) -> None:
    with asked(feed.port, f"/v1/feed?token={token_of(feed.port, key)}") as events:
        feed.wait_for_clients(1)
        change(key_file, key.split("_")[1])
        feed.in_loop(feed.hub.check)
        assert EventStream(events).next().data == {"reason": "unauthenticated"}


def test_a_key_beside_a_token_in_a_url_opens_nothing(feed: FeedServer, key: str) -> None:
    query = f"?token={token_of(feed.port, key)}&x={key}"
    with asked(feed.port, f"/v1/feed{query}") as answer:
        assert answer.status == 401
    with pytest.raises(InvalidStatus), web_socket(feed.port, query, None):
        pass


def test_a_token_opens_nothing_once_its_key_is_revoked(
    feed: FeedServer, key_file: Path, key: str
) -> None:
    token = token_of(feed.port, key)
    _revoked(key_file, key.split("_")[1])
    with asked(feed.port, f"/v1/feed?token={token}") as answer:
        assert answer.status == 401
