"""Some merchants ask for decisions before the job has their payments; the file stays the source."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from time import time
from typing import Any

import msgspec
import pytest

from demo.fraud.asking import Asking, DuePayment, payments_asked_about
from demo.fraud.data import described
from demo.fraud.label_arrivals import label_arrivals
from demo.fraud.plan import DemoPlan
from machine.ports import LOCALHOST
from serving.fraud.answer import Answer
from simulator.disorder_settings import Disorder
from simulator.record import SimulatedRecord
from simulator.scenario import Scenario, simulated_labels, wire_records
from tests.serving.decisions import decision

SCENARIO = Scenario(seed=3, cards=40, merchants=60, days=40, payments=900, fraud_rate=0.05)
PLAN = DemoPlan(
    scenario=SCENARIO,
    disorder=Disorder(duplicate_rate=0.05, malformed_rate=0.1, late_rate=0.02),
    rate_per_s=50,
    paced_s=6,
    settling_s=0,
)


@pytest.fixture(scope="module")
def records() -> list[SimulatedRecord]:
    return list(wire_records(SCENARIO, PLAN.disorder))


def _due(records: list[SimulatedRecord], one_in: int) -> list[DuePayment]:
    data = described(records, simulated_labels(SCENARIO))
    arrivals = label_arrivals(records, data.labels, int(time() * 1_000))
    return payments_asked_about(data, PLAN, arrivals, one_in)


def test_all_payments_of_a_merchant_that_asks_are_asked_about(
    records: list[SimulatedRecord],
) -> None:
    paced = records[PLAN.paced_from(len(records)) :]
    sent = [
        msgspec.json.decode(one.raw, type=dict[str, object])
        for one in paced
        if one.kind in {"payment", "late"}
    ]
    asking = {str(one.payment["merchant_id"]) for one in _due(records, 4)}
    assert 5 < len(asking) < 30
    expected = [one for one in sent if one["merchant_id"] in asking]
    assert [one.payment for one in _due(records, 4)] == expected
    assert len(_due(records, 1)) == len(sent)


def test_a_payment_is_due_at_the_line_that_the_job_reads(records: list[SimulatedRecord]) -> None:
    due = [one.due_s for one in _due(records, 1)]
    assert due == sorted(due)
    # Lines of labels take their turn, too.
    assert due[-1] * PLAN.rate_per_s > PLAN.paced_s * PLAN.rate_per_s
    assert all(round(one * PLAN.rate_per_s, 6).is_integer() for one in due)


@dataclass
class Service:
    """Answers with what it is told to.

    Attributes:
        url: of it.
        status: of its answers.
        asked: transaction ids.
    """

    url: str = ""
    status: int = 200
    asked: list[str] = field(default_factory=list)


@contextmanager
def service() -> Iterator[Service]:
    """A stand-in for `revstream serve`."""
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            payment: Any = msgspec.json.decode(raw)
            state.asked.append(payment["transaction_id"])
            answer = Answer(decision=decision("d-1"), basis="state")
            body = msgspec.json.encode(answer) if state.status == 200 else b"{}"
            self.send_response(state.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer((LOCALHOST, 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    state.url = f"http://{LOCALHOST}:{server.server_port}"
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


DUE = [DuePayment(due_s, {"transaction_id": f"t-{due_s}"}) for due_s in (-9_000.0, 0.0, 1.0, 2.0)]
AN_HOUR_S = 3_600


def _asked(state: Service, due: list[DuePayment], url: str | None = None) -> Asking:
    # Due in an hour, and asked about two hours before: at once.
    later_ms = int((time() + AN_HOUR_S) * 1_000)
    asking = Asking(due, url or state.url, "key", later_ms, ahead_s=2 * AN_HOUR_S)
    asking.start()
    asking.wait()
    return asking


def test_what_the_job_has_already_is_not_asked_about() -> None:
    with service() as state:
        asking = _asked(state, DUE)
    assert state.asked == ["t-0.0", "t-1.0", "t-2.0"]
    assert (asking.asked, asking.refused) == (3, 0)


def test_a_service_that_refuses_or_is_away_ends_nothing() -> None:
    with service() as state:
        state.status = 403
        asking = _asked(state, DUE)
    assert (len(state.asked), asking.asked, asking.refused) == (3, 0, 3)
    asking = _asked(state, DUE, f"http://{LOCALHOST}:9")
    assert (asking.asked, asking.refused) == (0, 3)


def test_it_ends_at_once_while_it_waits() -> None:
    with service() as state:
        asking = Asking([DuePayment(AN_HOUR_S, {})], state.url, "key", int(time() * 1_000))
        asking.start()
        asking.stop()
    assert (state.asked, asking.asked) == ([], 0)
