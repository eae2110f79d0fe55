"""What is refused for a while is asked for again, as long as that is of use."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from serving.api.observed import Observed
from serving.api.service import service_app
from serving.client import Patience, RequestRefused, RevstreamClient
from serving.client.refused import refused
from serving.shared.token_bucket import RateLimit
from tests.serving.api.running import running
from tests.serving.api.served import Keys, payment, service
from tests.serving.decisions import OWN
from tests.serving.stand_ins import SimpleScoring

EVEN = Patience(chance=lambda: 1.0)
PROBLEM = b'{"type":"urn:revstream:problem:unavailable","title":"","status":503,"detail":"away"}'


@contextmanager
def asking(folder: Path, limit: RateLimit, waits: list[float]) -> Iterator[RevstreamClient]:
    """A client that waits for no time."""
    keys = Keys(folder / "keys.json")
    text = keys.headers()["Authorization"].removeprefix("Bearer ")
    app = service(keys, SimpleScoring(), limit)
    with running(Observed(service_app(app), app.metrics, logs=False)) as port:
        client = RevstreamClient(f"http://127.0.0.1:{port}", text, wait=waits.append, patience=EVEN)
        with client:
            yield client


def test_waits_double_up_to_a_bound_and_then_the_refusal_stands() -> None:
    patience = Patience(retries=5, first_s=1.0, most_s=3.0, chance=lambda: 1.0)
    refusal = refused(503, None, PROBLEM)
    waits = [patience.wait_s(refusal, retried) for retried in range(6)]
    assert waits == [1.0, 2.0, 3.0, 3.0, 3.0, None]


@pytest.mark.parametrize(("chance", "wait_s"), [(0.0, 0.05), (0.5, 0.075), (1.0, 0.1)])
def test_clients_come_back_apart(chance: float, wait_s: float) -> None:
    patience = Patience(chance=lambda: chance)
    assert patience.wait_s(refused(503, None, PROBLEM), 0) == pytest.approx(wait_s)


@pytest.mark.parametrize(
    ("status", "retry_after", "wait_s"),
    [
        (429, "2", 2.1),
        (503, "10", 10.1),
        (503, "11", None),
        (503, "Sat, 28 Nov 2026 11:00:00 GMT", 0.1),
        (500, None, None),
        (409, "1", None),
    ],
)
def test_what_the_service_names_is_waited_for(
    status: int, retry_after: str | None, wait_s: float | None
) -> None:
    refusal = refused(status, retry_after, PROBLEM.replace(b"503", str(status).encode()))
    assert EVEN.wait_s(refusal, 0) == wait_s


@pytest.mark.slow
def test_a_request_is_made_again_until_it_is_refused_for_good(tmp_path: Path) -> None:
    waits: list[float] = []
    with asking(tmp_path, RateLimit(per_s=0.5, burst=1), waits) as client:
        assert client.features("merchant", OWN).entity == "merchant"
        with pytest.raises(RequestRefused, match="429"):
            client.decide(payment("p-1"))
    assert waits == [pytest.approx(2 + 0.1 * 2**retried) for retried in range(3)]


@pytest.mark.slow
def test_a_payment_that_is_sent_again_has_one_answer(tmp_path: Path) -> None:
    waits: list[float] = []
    with asking(tmp_path, RateLimit(per_s=1_000, burst=1_000), waits) as client:
        first, again = client.decide(payment("p-2")), client.decide(payment("p-2"))
    assert (first.repeated, again.repeated, waits) == (False, True, [])
    assert first.decision == again.decision
