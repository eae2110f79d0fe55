"""What spans a decision becomes, and how they lie in each other."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.traces.identity import trace_id_of
from monitoring.traces.layout import laid_out
from monitoring.traces.otlp import Sendable, encoded
from monitoring.traces.record import Answered, Occurrence, TracedDecision, of_decision, of_job
from monitoring.traces.sampling import Sampling
from monitoring.traces.spans import spans_of
from tests.monitoring.traces.collector_stand_in import faults_of, spans_in
from tests.monitoring.traces.occurrences import ID, SEEN_NS, STAGES, TIME_MS, traced
from tests.serving.decisions import decision

ALL = Sampling(1.0, 100_000)

names = st.sampled_from(["decode", "card_features", "device_features", "rules", "model", "x"])
stages = st.dictionaries(names, st.integers(-10, 2**63 - 1), max_size=6)
decisions = st.builds(
    traced,
    st.text("0123456789abcdef", min_size=32, max_size=32),
    action=st.sampled_from(["allow", "flag", "block"]),
    in_job_us=st.integers(-10, 2**63 - 1),
    trace_id=st.none() | st.text(max_size=40) | st.just("0" * 32),
    stages=stages,
)


def _sent(one: Occurrence, *, with_merchant: bool = False) -> Sendable:
    kept = ALL.kept(one)
    assert kept is not None
    return spans_of(one, kept, with_merchant=with_merchant)


def _json(one: TracedDecision) -> dict[str, Any]:
    batch: dict[str, Any] = json.loads(encoded([_sent(of_job(one, SEEN_NS))]))
    return batch


def test_a_blocked_payment_as_a_collector_gets_it() -> None:
    batch = _json(traced(action="block"))
    (resource,) = batch["resourceSpans"]
    assert resource["resource"]["attributes"] == [
        {"key": "service.name", "value": {"stringValue": "revstream-fraud-job"}},
        {"key": "service.version", "value": {"stringValue": "1.2.3"}},
    ]
    root, *_, merchant, rules = spans_in(batch)
    assert {**root, "attributes": None, "spanId": None, "traceState": None} == {
        "traceId": ID,
        "spanId": None,
        "traceState": None,
        "name": "payment decision",
        "kind": 5,
        "startTimeUnixNano": "1736121600498000000",
        "endTimeUnixNano": "1736121600500000000",
        "attributes": None,
    }
    assert merchant["startTimeUnixNano"] == "1736121600499930000"
    assert rules == {
        "traceId": ID,
        "spanId": rules["spanId"],
        "traceState": root["traceState"],
        "parentSpanId": root["spanId"],
        "name": "rules",
        "kind": 1,
        "startTimeUnixNano": "1736121600499990000",
        "endTimeUnixNano": "1736121600500000000",
    }


def test_attributes_say_what_was_decided_each_by_its_type() -> None:
    found = spans_in(_json(traced(action="block")))[0]["attributes"]
    assert {one["key"]: one["value"] for one in found} == {
        "revstream.decision_id": {"stringValue": ID},
        "revstream.action": {"stringValue": "block"},
        "revstream.tier": {"stringValue": "rules"},
        "revstream.rules": {"arrayValue": {"values": [{"stringValue": "burst@2"}]}},
        "revstream.model": {"stringValue": "fraud@3"},
        "revstream.late": {"boolValue": False},
        "revstream.event_time_ms": {"intValue": str(TIME_MS)},
        "revstream.waiting_us": {"intValue": "1830"},
        "revstream.time_from": {"stringValue": "seen"},
        "sampling.kept_for": {"stringValue": "block"},
        "sampling.adjusted_count": {"doubleValue": 1.0},
    }


def test_no_card_amount_or_feature_is_sent_and_a_merchant_only_where_it_is_asked_for() -> None:
    one = of_job(of_decision(decision(ID, merchant_id="m-secret")), SEEN_NS)
    text = encoded([_sent(one)])
    assert b"m-secret" not in text
    assert not [word for word in (b"c-1", b"t-", b"card_count", b"12 payments") if word in text]
    assert b"m-secret" in encoded([_sent(one, with_merchant=True)])


def test_an_answer_on_request_is_a_span_of_the_same_trace_that_points_to_the_jobs() -> None:
    one = traced()
    answered = Answered("state", ("no_job",))
    asked = _sent(Occurrence(one, SEEN_NS, 900, "request", answered))
    job, request = _sent(of_job(one, SEEN_NS)).spans[0], asked.spans[0]
    assert (request.name, request.kind, asked.service.name) == (
        "decision on request",
        2,
        "revstream-serving",
    )
    assert (request.trace_id, request.links[0].span_id) == (job.trace_id, job.span_id)
    assert request.span_id != job.span_id


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("0AF7651916CD43DD8448EB211C80319C", "0af7651916cd43dd8448eb211c80319c"),
        ("0" * 32, ID),
        ("order-17", ID),
        (None, ID),
    ],
)
def test_a_trace_has_the_payments_own_id_where_that_is_one(
    given: str | None, expected: str
) -> None:
    assert trace_id_of(traced(trace_id=given)) == expected


def test_at_event_time_the_same_decision_gives_the_same_bytes() -> None:
    first, again = (
        encoded([_sent(of_job(traced(), seen_ns, "event_time"))]) for seen_ns in (SEEN_NS, 1)
    )
    assert first == again
    assert f'"startTimeUnixNano":"{TIME_MS}000000"'.encode() in first


def test_what_waits_between_hops_is_shared_among_them() -> None:
    hops = {"decode": 1, "card_features": 2, "device_features": 3, "ip_features": 4, "rules": 5}
    found = {stage.name: (stage.begin_us, stage.end_us) for stage in laid_out(hops, 116)}
    assert found == {
        "decode": (0, 1),
        "card_features": (1, 3),
        "device_features": (53, 56),
        "ip_features": (107, 111),
        "rules": (111, 116),
    }


@pytest.mark.parametrize(
    ("one", "expected"),
    [(traced(action="flag"), list(STAGES)), (traced(action="block"), list(STAGES)[:-1])],
)
def test_a_model_that_did_not_run_is_no_stage(one: TracedDecision, expected: list[str]) -> None:
    assert [span.name for span in _sent(of_job(one, SEEN_NS)).spans[1:]] == expected


@given(decisions, st.integers(0, 2**63 - 1))
def test_stages_lie_in_their_decision_one_after_another(one: TracedDecision, seen_ns: int) -> None:
    root, *children = _sent(of_job(one, seen_ns)).spans
    times = [int(root.start_time_unix_nano)]
    for child in children:
        times += [int(child.start_time_unix_nano), int(child.end_time_unix_nano)]
    times.append(int(root.end_time_unix_nano))
    assert times == sorted(times)
    assert times[0] >= 0
    assert {child.parent_span_id for child in children} <= {root.span_id}


@given(decisions)
def test_ids_are_each_spans_own_and_the_same_again(one: TracedDecision) -> None:
    spans = _sent(of_job(one, SEEN_NS)).spans
    ids = [span.span_id for span in spans]
    assert len(set(ids)) == len(ids)
    assert [span.span_id for span in _sent(of_job(one, SEEN_NS + 10**9)).spans] == ids
    assert len({span.trace_id for span in spans}) == 1


@given(decisions)
def test_every_decision_has_the_form_of_the_protocol(one: TracedDecision) -> None:
    spans = spans_in(_json(one))
    assert [fault for span in spans for fault in faults_of(span)] == []
    assert len(spans) >= 1
