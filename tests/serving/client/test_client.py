"""The client in Python, against servers of the API."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from events.fraud.decision import Decision
from machine.ports import LOCALHOST, free_ports
from serving.api.observed import Observed
from serving.api.service import service_app
from serving.client import Gap, RequestRefused, RevstreamClient, ServiceUnreachable
from serving.client.event_lines import ServerEvent, server_events
from serving.shared.feed.limits import FeedLimits
from tests.serving.api.running import running
from tests.serving.api.served import PLENTY, Keys, payment, service
from tests.serving.decisions import OTHERS, OWN
from tests.serving.feed.server import FeedServer, feed_server, new_key_text, received_at
from tests.serving.stand_ins import SimpleScoring

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[RevstreamClient]]:
    """A tenant's client, and one of the platform."""
    keys = Keys(tmp_path_factory.mktemp("client") / "keys.json")
    headers = [keys.headers(merchants=(OWN,)), keys.headers()]
    app = service(keys, SimpleScoring(), PLENTY)
    with running(Observed(service_app(app), app.metrics, logs=False)) as port:
        url = f"http://127.0.0.1:{port}"
        texts = [one["Authorization"].removeprefix("Bearer ") for one in headers]
        made = [RevstreamClient(url, text) for text in texts]
        yield made
        for one in made:
            one.close()


@pytest.fixture
def client(clients: list[RevstreamClient]) -> RevstreamClient:
    """A tenant's client."""
    return clients[0]


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[tuple[FeedServer, str]]:
    """A server of the feed, and a key to it."""
    key = new_key_text(tmp_path / "keys.json", "acme", ("read", "explain"), None)
    with feed_server(tmp_path / "keys.json", FeedLimits(gather_s=0.005, grace_s=0.2)) as server:
        yield server, key


def test_a_payment_is_decided_and_explained_if_that_is_wanted(client: RevstreamClient) -> None:
    answer, explained = client.decide(payment("c-1")), client.decide(payment("c-1"), explain=True)
    assert (answer.decision.action, answer.decision.features) == ("block", {})
    assert explained.repeated
    assert explained.decision.features == {"card_count_1m": 12}


def test_a_batch_has_a_result_for_each_payment(client: RevstreamClient) -> None:
    own, others = client.decide_batch([payment("b-1"), payment("b-2", OTHERS)])
    assert own.answer
    assert own.answer.decision.transaction_id == "t-b-1"
    assert others.problem
    assert others.problem.status == 403


def test_features_are_read_by_any_id(client: RevstreamClient) -> None:
    found = client.features("merchant", OWN)
    assert (found.ids, found.values) == ((OWN,), {"merchant_count_1h": 5})


def test_decisions_of_late_are_read_page_by_page(clients: list[RevstreamClient]) -> None:
    tenant, platform = clients
    found = list(islice(platform.decisions(page=1), 5))
    assert [one.decision.decision_id for one in found] == ["d-1", "d-2"]
    assert platform.decision("d-2") == found[1]
    assert [one.decision.decision_id for one in tenant.decisions(page=1)] == ["d-1"]


def test_what_the_service_refuses_says_why(client: RevstreamClient) -> None:
    with pytest.raises(RequestRefused, match="403: merchant_id: another tenant's") as refused:
        client.decide(payment("r-1", OTHERS))
    assert refused.value.refusal.status == 403
    assert not refused.value.is_for_a_while
    with pytest.raises(RequestRefused, match="404"):
        client.decision("d-2")


def test_a_url_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="url: 'localhost:8000'"):
        RevstreamClient("localhost:8000", "key")


def test_a_service_that_is_away_is_an_error_of_the_client_that_names_it() -> None:
    (port,) = free_ports(1)
    with (
        RevstreamClient(f"http://{LOCALHOST}:{port}", "key") as client,
        pytest.raises(ServiceUnreachable) as away,
    ):
        client.features("card", "c-secret")
    assert str(away.value) == f"no answer of {LOCALHOST}:{port}: Connection refused"


def test_the_feed_goes_on_where_its_connection_ended(feed: tuple[FeedServer, str]) -> None:
    server, key = feed
    waits: list[float] = []

    def away(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 1:
            server.decide(received_at(2))

    client = RevstreamClient(f"http://127.0.0.1:{server.port}", key, wait=away)
    server.decide(received_at(0), received_at(1))
    events = client.feed(after=f"{0:032x}")
    first = next(events)
    server.in_loop(server.hub.close)
    second = next(events)
    assert isinstance(first, Decision)
    assert isinstance(second, Decision)
    assert (first.decision_id, second.decision_id) == (f"{1:032x}", f"{2:032x}")
    assert waits == [2.0]
    events.close()


def test_a_gap_is_told_and_a_refusal_ends_the_feed(feed: tuple[FeedServer, str]) -> None:
    server, key = feed
    client = RevstreamClient(f"http://127.0.0.1:{server.port}", key)
    events = client.feed(after="f" * 32)
    assert next(events) == Gap()
    events.close()
    wrong = RevstreamClient(f"http://127.0.0.1:{server.port}", "no key").feed()
    with pytest.raises(RequestRefused, match="401"):
        next(wrong)


def test_lines_are_events_whatever_stands_between_them() -> None:
    lines = [b"retry: 1\n", b"\n", b":\n", b"\n", b"id: 1\r\n", b"data:a\r\n", b"data: b\n", b"\n"]
    assert list(server_events(lines)) == [ServerEvent("message", b"a\nb")]
