"""Decisions on request leave spans behind, and are what they would be without."""

import asyncio
import json
from collections.abc import Sequence

import msgspec
import pytest

from monitoring.traces.collector import Said
from monitoring.traces.sampling import Sampling
from monitoring.traces.sender import Sender
from serving.fraud.answer import Answer, Refusal
from serving.fraud.traced_scoring import TracedScoring
from serving.shared.caller import Caller
from tests.monitoring.traces.collector_stand_in import faults_of, spans_in
from tests.serving.api.served import payment
from tests.serving.decisions import OTHERS, OWN
from tests.serving.stand_ins import SimpleScoring

CALLER = Caller("tenant", "key", frozenset(("score",)), frozenset((OWN,)))
BEGIN_NS = 1_736_121_600_000_000_000


class Taking:
    """A collector that takes all."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def post(self, body: bytes, timeout_s: float) -> Said:
        del timeout_s
        self.bodies.append(body)
        return Said("taken")


def _asked(collector: Taking, payments: Sequence[dict[str, object]]) -> list[Answer | Refusal]:
    times = iter(range(BEGIN_NS, BEGIN_NS + 10**9, 2_000_000))
    sender = Sender(collector)
    scoring = TracedScoring(SimpleScoring(), Sampling(0, 10**9), sender, lambda: next(times))

    async def ask() -> list[Answer | Refusal]:
        async with scoring.running():
            return [await scoring.decide(msgspec.json.encode(one), CALLER, 100) for one in payments]

    return asyncio.run(ask())


def test_an_answer_is_a_span_from_its_request_to_its_end() -> None:
    collector = Taking()
    (answer,) = _asked(collector, [payment("t-1")])
    assert isinstance(answer, Answer)
    (span,) = spans_in(json.loads(collector.bodies[0]))
    assert (span["name"], span["kind"]) == ("decision on request", 2)
    assert span["startTimeUnixNano"] == str(BEGIN_NS)
    assert span["endTimeUnixNano"] == str(BEGIN_NS + 2_000_000)
    assert list(faults_of(span)) == []


def test_neither_a_repeated_answer_nor_a_refusal_is_sent() -> None:
    collector = Taking()
    other = {**payment("t-2"), "merchant_id": OTHERS}
    first, again, refused = _asked(collector, [payment("t-1"), payment("t-1"), other])
    assert isinstance(again, Answer)
    assert again.repeated
    assert isinstance(refused, Refusal)
    assert [len(spans_in(json.loads(body))) for body in collector.bodies] == [1]
    assert isinstance(first, Answer)


def test_what_fails_without_traces_fails_with_them() -> None:
    scoring = SimpleScoring(failing=OSError("down"))
    sender = Sender(Taking())
    traced = TracedScoring(scoring, Sampling(1, 1), sender)
    with pytest.raises(OSError, match="down"):
        asyncio.run(traced.decide(b"{}", CALLER, 100))
    sender.close(5)
    assert sender.counts.sent == 0
