"""The feed over a real server: filters, tenants, coming back, tokens, and clients that stall."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from websockets.exceptions import InvalidStatus

from serving.shared.feed.limits import FeedLimits
from tests.polling import polled
from tests.serving.decisions import OTHERS, OWN
from tests.serving.feed.clients import (
    EventStream,
    asked,
    reading_nothing,
    socket_numbers,
    token_of,
    web_socket,
)
from tests.serving.feed.server import FeedServer, feed_server, new_key_text, received_at

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

LIMITS = FeedLimits(
    clients_per_tenant=6, queue_messages=50, replay_messages=3, gather_s=0.005, grace_s=0.2
)


class Keys(NamedTuple):
    """Texts of keys."""

    platform: str
    tenant: str
    scorer: str


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys]:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    return path, Keys(
        new_key_text(path, "platform", ("read", "explain"), None),
        new_key_text(path, "acme", ("read",), (OWN,)),
        new_key_text(path, "acme", ("score",), (OWN,)),
    )


@pytest.fixture(scope="module")
def server(keys: tuple[Path, Keys]) -> Iterator[FeedServer]:
    with feed_server(keys[0], LIMITS) as running:
        yield running


@pytest.fixture
def feed(server: FeedServer) -> FeedServer:
    """The server, empty."""
    server.wait_for_clients(0)
    server.in_loop(server.empty)
    return server


@pytest.fixture
def platform(keys: tuple[Path, Keys]) -> str:
    return keys[1].platform


@pytest.fixture
def tenant(keys: tuple[Path, Keys]) -> str:
    return keys[1].tenant


def test_events_are_those_of_ones_own_merchants_without_what_says_why(
    feed: FeedServer, platform: str, tenant: str
) -> None:
    with (
        asked(feed.port, "/v1/feed", platform) as all_of_them,
        asked(feed.port, "/v1/feed", tenant) as own,
    ):
        assert own.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        feed.wait_for_clients(2)
        feed.decide(received_at(1, OTHERS), received_at(2, OWN))
        assert EventStream(all_of_them).numbers(2) == [1, 2]
        event = EventStream(own).next()
        assert (event.kind, event.number) == ("decision", 2)
        assert (event.data["features"], event.data["reasons"], event.data["rule_hits"]) == (
            {},
            [],
            [],
        )


def test_a_web_socket_gives_the_same(feed: FeedServer, platform: str, tenant: str) -> None:
    with (
        web_socket(feed.port, "", platform) as all_of_them,
        web_socket(feed.port, "", tenant) as own,
    ):
        feed.wait_for_clients(2)
        feed.decide(received_at(1, OTHERS), received_at(2, OWN))
        assert socket_numbers(all_of_them, 2) == [1, 2]
        (one,) = json.loads(own.recv(20))["decisions"]
        assert (int(one["decision_id"], 16), one["features"]) == (2, {})


def test_filters_are_by_merchant_and_action(feed: FeedServer, platform: str) -> None:
    path = f"/v1/feed?merchant={OWN}&action=block"
    with asked(feed.port, path, platform) as events:
        feed.wait_for_clients(1)
        feed.decide(
            received_at(1, OWN, "allow"),
            received_at(2, OTHERS, "block"),
            received_at(3, OWN, "block"),
        )
        assert EventStream(events).numbers(1) == [3]


def test_who_comes_back_gets_what_was_missed_and_then_what_happens(
    feed: FeedServer, platform: str
) -> None:
    feed.decide(*map(received_at, range(4)))
    with asked(feed.port, "/v1/feed", platform, Last_Event_ID=f"{1:032x}") as events:
        feed.wait_for_clients(1)
        feed.decide(received_at(4))
        assert EventStream(events).numbers(3) == [2, 3, 4]
    with web_socket(feed.port, f"?after={1:032x}", platform) as texts:
        assert socket_numbers(texts, 3) == [2, 3, 4]


def test_who_comes_back_before_the_service_has_read_what_is_there_gets_what_was_missed(
    keys: tuple[Path, Keys],
) -> None:
    platform, after = keys[1].platform, f"{1:032x}"
    with (
        feed_server(keys[0], LIMITS, has_history=True) as feed,
        asked(feed.port, "/v1/feed", platform, Last_Event_ID=after) as events,
        web_socket(feed.port, f"?after={after}", platform) as texts,
    ):
        with web_socket(feed.port, f"?after={after}", platform):
            feed.wait_for_clients(3)
        # Who goes away while it waits is gone at once.
        feed.wait_for_clients(2)
        feed.decide(*map(received_at, range(4)))
        feed.decide(received_at(4))
        assert EventStream(events).numbers(3) == [2, 3, 4]
        assert socket_numbers(texts, 3) == [2, 3, 4]


def test_who_waits_for_what_is_there_when_the_service_ends_is_told_so(
    keys: tuple[Path, Keys],
) -> None:
    with (
        feed_server(keys[0], LIMITS, has_history=True) as feed,
        asked(feed.port, f"/v1/feed?after={1:032x}", keys[1].platform) as events,
    ):
        feed.wait_for_clients(1)
        feed.in_loop(feed.hub.close)
        event = EventStream(events).next()
        assert (event.kind, event.data) == ("end", {"reason": "closing"})


@pytest.mark.parametrize(("after", "numbers"), [(f"{0:032x}", [2, 3, 4]), ("f" * 32, [])])
def test_a_gap_is_declared(feed: FeedServer, platform: str, after: str, numbers: list[int]) -> None:
    feed.decide(*map(received_at, range(5)))
    with asked(feed.port, f"/v1/feed?after={after}", platform) as events:
        feed.wait_for_clients(1)
        stream = EventStream(events)
        assert stream.next().kind == "gap"
        feed.decide(received_at(5))
        assert stream.numbers(len(numbers) + 1) == [*numbers, 5]


def test_nobody_learns_of_anothers_decisions_by_coming_back(feed: FeedServer, tenant: str) -> None:
    feed.decide(received_at(1, OTHERS), received_at(2, OWN))
    with asked(feed.port, f"/v1/feed?after={1:032x}", tenant) as events:
        assert EventStream(events).next().kind == "gap"


@pytest.mark.parametrize("path", ["/v1/feed", "/v1/feed?token=x", f"/v1/feed?merchant={OTHERS}"])
def test_who_may_not_read_is_kept_out(
    feed: FeedServer, keys: tuple[Path, Keys], tenant: str, path: str
) -> None:
    key = tenant if "merchant" in path else keys[1].scorer
    with asked(feed.port, path, key) as answer:
        assert answer.status == (401 if "token" in path else 403)
        assert answer.headers["Content-Type"] == "application/problem+json"
    with (
        pytest.raises(InvalidStatus) as refused,
        web_socket(feed.port, path.removeprefix("/v1/feed"), key) as texts,
    ):
        texts.recv(20)
    response = refused.value.response
    assert response.status_code == (401 if "token" in path else 403)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.body is not None
    assert json.loads(response.body)["status"] == response.status_code


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("?action=maybe", "action: expected allow, flag, block"),
        ("?actoin=block", "actoin: no such parameter; expected merchant, action, after, token"),
    ],
)
def test_a_web_socket_with_a_wrong_parameter_is_told_so(
    feed: FeedServer, platform: str, query: str, detail: str
) -> None:
    with pytest.raises(InvalidStatus) as refused, web_socket(feed.port, query, platform) as texts:
        texts.recv(20)
    response = refused.value.response
    assert response.status_code == 400
    assert response.body is not None
    assert json.loads(response.body)["detail"] == detail


def test_a_token_opens_the_feed_of_its_key_once_and_in_its_time(
    feed: FeedServer, tenant: str
) -> None:
    first, second = token_of(feed.port, tenant), token_of(feed.port, tenant)
    with asked(feed.port, f"/v1/feed?token={first}") as events:
        feed.wait_for_clients(1)
        feed.decide(received_at(1, OTHERS), received_at(2, OWN))
        assert EventStream(events).numbers(1) == [2]
    with asked(feed.port, f"/v1/feed?token={first}") as again:
        assert again.status == 401
    feed.now_s += 30
    with asked(feed.port, f"/v1/feed?token={second}") as late:
        assert late.status == 401


def test_a_tenant_has_so_many_clients(feed: FeedServer, tenant: str) -> None:
    with web_socket(feed.port, "", tenant):
        others = [asked(feed.port, "/v1/feed", tenant) for _ in range(5)]
        for other in others:
            other.__enter__()
        feed.wait_for_clients(6)
        with asked(feed.port, "/v1/feed", tenant) as refused:
            assert (refused.status, refused.headers["Retry-After"]) == (429, "5")
        for other in others:
            other.__exit__(None, None, None)


def test_a_client_that_reads_nothing_is_dropped_and_the_others_get_all(
    feed: FeedServer, platform: str
) -> None:
    dropped = feed.hub.counts.dropped
    with (
        reading_nothing(feed.port, platform),
        asked(feed.port, "/v1/feed", platform) as events,
        web_socket(feed.port, "", platform) as texts,
    ):
        feed.wait_for_clients(3)
        stream = EventStream(events)
        for start in range(0, 3_000, 50):
            feed.decide(*map(received_at, range(start, start + 50)))
            assert stream.numbers(50) == list(range(start, start + 50))
            assert socket_numbers(texts, 50) == list(range(start, start + 50))
        assert feed.hub.counts.dropped == dropped + 1
        feed.wait_for_clients(2)
        # Nothing is left of it, though it still is there.
        polled(lambda: feed.connections() == 2, 20, lambda: f"{feed.connections()} connections")


def test_a_client_that_is_slow_and_comes_back_to_itself_is_told_why_it_ended(
    feed: FeedServer, platform: str
) -> None:
    with asked(feed.port, "/v1/feed", platform) as events:
        feed.wait_for_clients(1)
        # Within one turn of its loop the server sends nothing: the client seems slow.
        numbers = [map(received_at, range(start, start + 40)) for start in (0, 40)]

        def take_both() -> None:
            for some in numbers:
                feed.take(some)

        feed.in_loop(take_both)
        event = EventStream(events).next()
        assert (event.kind, event.data) == ("end", {"reason": "too_slow"})
        feed.wait_for_clients(0)
