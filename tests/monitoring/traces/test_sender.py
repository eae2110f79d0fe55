"""Spans get to a collector, through whatever it says, and what does not is counted."""

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from msgspec.structs import replace

from machine.ports import LOCALHOST, free_ports
from monitoring.traces.collector import HttpCollector, Said, headers_of
from monitoring.traces.otlp import Sendable
from monitoring.traces.record import of_job
from monitoring.traces.sampling import Sampling
from monitoring.traces.sender import Sender, SenderLimits
from monitoring.traces.spans import spans_of
from tests.monitoring.traces.collector_stand_in import CollectorStandIn, Reply, collector
from tests.monitoring.traces.occurrences import SEEN_NS, traced
from tests.polling import polled

SPANS = 6
"""Of one decision: itself and five stages."""

EAGER = SenderLimits(linger_s=0, first_pause_s=0.01, longest_pause_s=0.01)


@pytest.fixture
def stand_in() -> Iterator[CollectorStandIn]:
    with collector() as found:
        yield found


class Held:
    """A collector that keeps the first request until it is let go."""

    def __init__(self) -> None:
        self.asked, self.let_go = Event(), Event()
        self.bodies: list[bytes] = []

    def post(self, body: bytes, timeout_s: float) -> Said:
        del timeout_s
        self.asked.set()
        self.let_go.wait(20)
        self.bodies.append(body)
        return Said("taken")


class Failing:
    """A collector that always wants to be asked again."""

    def __init__(self) -> None:
        self.requests = 0

    def post(self, body: bytes, timeout_s: float) -> Said:
        del body, timeout_s
        self.requests += 1
        return Said("again", why="HTTP 503")


def _part(number: int) -> Sendable:
    one = of_job(traced(f"{number:032x}"), SEEN_NS)
    kept = Sampling(1, 10**9).kept(one)
    assert kept is not None
    return spans_of(one, kept)


def _until(condition: Callable[[], bool]) -> None:
    polled(condition, 20, lambda: "it did not come to that", poll_s=0.01)


def test_a_batch_that_is_to_be_sent_again_comes_once_and_in_order(
    stand_in: CollectorStandIn,
) -> None:
    stand_in.replies = [Reply(429, headers={"Retry-After": "0"}), Reply(503), Reply(502)]
    sender = Sender(HttpCollector(stand_in.url), EAGER)
    for number in (1, 2):
        sender.offer(_part(number))
    _until(lambda: sender.counts.sent == 2 * SPANS)
    sender.close(5)
    ids = [span["traceId"] for span in stand_in.spans]
    assert ids == [f"{number:032x}" for number in (1, 2) for _ in range(SPANS)]
    assert (sender.counts.failures, sender.counts.missing) == (3, 0)
    assert stand_in.faults == []


def test_a_batch_that_is_refused_for_good_is_not_sent_again(stand_in: CollectorStandIn) -> None:
    stand_in.replies = [Reply(400)]
    sender = Sender(HttpCollector(stand_in.url), EAGER)
    sender.offer(_part(1))
    _until(lambda: sender.counts.refused == SPANS)
    sender.offer(_part(2))
    sender.close(5)
    assert (sender.counts.sent, sender.counts.missing) == (SPANS, SPANS)


@pytest.mark.parametrize(
    ("body", "rejected"),
    [
        (b'{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}', 2),
        (b'{"partialSuccess":{"rejectedSpans":2}}', 2),
        (b'{"partialSuccess":{"rejectedSpans":"many"}}', 0),
        (b'{"partialSuccess":{"rejectedSpans":"99"}}', SPANS),
        (b'{"partialSuccess":null}', 0),
        (b"\x0a\x00", 0),
        (b"", 0),
    ],
)
def test_spans_that_a_collector_did_not_want_are_counted(
    stand_in: CollectorStandIn, body: bytes, rejected: int
) -> None:
    stand_in.replies = [Reply(body=body)]
    sender = Sender(HttpCollector(stand_in.url), EAGER)
    sender.offer(_part(1))
    sender.close(5)
    assert (sender.counts.rejected, sender.counts.sent) == (rejected, SPANS - rejected)


def test_no_batch_is_larger_than_its_bound() -> None:
    held = Held()
    sender = Sender(held, SenderLimits(batch_spans=2 * SPANS + 1, linger_s=0))
    sender.offer(_part(1))
    held.asked.wait(20)
    for number in range(2, 6):
        sender.offer(_part(number))
    held.let_go.set()
    sender.close(20)
    assert [body.count(b"payment decision") for body in held.bodies] == [1, 2, 2]


def test_what_finds_no_room_is_dropped_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    held = Held()
    sender = Sender(held, SenderLimits(most_queued_spans=2 * SPANS, linger_s=0))
    offered = [sender.offer(_part(number)) for number in (1, 2, 3, 4)]
    assert offered == [True, True, False, False]
    held.let_go.set()
    sender.close(20)
    assert (sender.counts.sent, sender.counts.dropped) == (2 * SPANS, 2 * SPANS)
    assert caplog.text.count("spans are dropped: 12 wait") == 1
    assert "spans that are at no collector: 12" in caplog.text


def test_without_a_collector_the_end_comes_all_the_same_and_says_what_is_lost() -> None:
    (port,) = free_ports(1)
    limits = replace(EAGER, most_queued_spans=SPANS)
    sender = Sender(HttpCollector(f"http://{LOCALHOST}:{port}"), limits)
    sender.offer(_part(1))
    _until(lambda: sender.counts.failures > 0)
    assert sender.wait_for_room(20)
    sender.close(0.1)
    assert (sender.counts.lost, sender.counts.sent) == (SPANS, 0)
    assert sender.offer(_part(2)) is False


def test_at_the_end_one_request_more_is_made_and_no_storm_of_them() -> None:
    failing = Failing()
    sender = Sender(failing, replace(EAGER, first_pause_s=20, longest_pause_s=20))
    sender.offer(_part(1))
    _until(lambda: failing.requests == 1)
    sender.close(0.2)
    assert failing.requests == 2


def test_a_full_queue_is_waited_for_while_the_collector_answers() -> None:
    held = Held()
    sender = Sender(held, SenderLimits(most_queued_spans=SPANS, linger_s=0))
    sender.offer(_part(1))
    held.asked.wait(20)
    held.let_go.set()
    assert sender.wait_for_room(20)
    assert sender.offer(_part(2))
    sender.close(20)
    assert sender.counts.missing == 0


@pytest.mark.parametrize(
    ("said", "pause_s"),
    [("7", 7.0), ("3600", 60.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", None)],
)
def test_a_collector_says_when_it_wants_to_be_asked_again(
    stand_in: CollectorStandIn, said: str, pause_s: float | None
) -> None:
    stand_in.replies = [Reply(429, headers={"Retry-After": said})]
    answer = HttpCollector(stand_in.url).post(b'{"resourceSpans":[]}', 5)
    assert answer.outcome == "again"
    found = answer.retry_after_s
    assert (None if found is None else min(found, SenderLimits().longest_pause_s)) == pause_s


def test_headers_are_those_of_opentelemetrys_variable(stand_in: CollectorStandIn) -> None:
    headers = headers_of("authorization=Bearer%20abc, x-tenant = one,")
    HttpCollector(stand_in.url, headers).post(b'{"resourceSpans":[]}', 5)
    assert stand_in.headers[0]["authorization"] == "Bearer abc"
    assert stand_in.headers[0]["x-tenant"] == "one"
    assert stand_in.headers[0]["Content-Type"] == "application/json"


def test_a_host_that_can_be_none_is_asked_again_and_ends_nothing() -> None:
    said = HttpCollector("http://a..b").post(b"{}", 1)
    assert said.outcome == "again"


@pytest.mark.parametrize("text", ["hush", "a b=hush", "x=hush%0d%0aevil: 1", "=hush"])
def test_a_header_that_is_none_is_refused_without_its_value(text: str) -> None:
    with pytest.raises(ValueError, match="expected") as refused:
        headers_of(text)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    "endpoint",
    [
        "localhost:4318",
        "ftp://host",
        "http://",
        "http://me:hush@host",
        "http://h:x",
        "http://h/a b",
        "http://h/é",
    ],
)
def test_an_endpoint_that_is_none_is_refused(endpoint: str) -> None:
    with pytest.raises(ValueError, match=r"expected|Port could not be cast") as refused:
        HttpCollector(endpoint)
    assert "hush" not in str(refused.value)


def test_a_collector_that_is_away_is_named_by_its_address_alone() -> None:
    (port,) = free_ports(1)
    url = f"http://{LOCALHOST}:{port}"
    said = HttpCollector(f"{url}/v1/traces?token=secret").post(b"{}", 5.0)
    assert (said.outcome, said.why) == ("again", f"{url}: ConnectionRefusedError")
