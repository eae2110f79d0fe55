"""Spans of a decision: one from its beginning to its end, one in it for each stage.

::

    payment decision          read |--------------------------| emitted
      decode, card_features        |---|
      merchant_features, rules, model                  |------|
"""

from typing import Final

from monitoring.traces.identity import Part, span_id, trace_id_of
from monitoring.traces.layout import laid_out
from monitoring.traces.otlp import (
    CONSUMER,
    INTERNAL,
    SERVER,
    Link,
    Sendable,
    Service,
    Span,
    Value,
    attributes,
)
from monitoring.traces.record import Occurrence, stages_of
from monitoring.traces.sampling import Kept

JOB: Final = "revstream-fraud-job"
SERVING: Final = "revstream-serving"
"""Names of the services, `service.name`."""


def spans_of(one: Occurrence, kept: Kept, *, with_merchant: bool = False) -> Sendable:
    """The spans of a decision of the job, or of one on request; no card, amount or feature.

    Args:
        one: the decision.
        kept: why it is sent.
        with_merchant: whether they name the merchant.
    """
    part: Part = "job" if one.answered is None else "request"
    decision = one.decision
    trace_id, root_id = trace_id_of(decision), span_id(decision, part)
    begin_ns = one.end_ns - one.took_us * 1000
    root = Span(
        trace_id=trace_id,
        span_id=root_id,
        trace_state=kept.trace_state,
        name="payment decision" if part == "job" else "decision on request",
        kind=CONSUMER if part == "job" else SERVER,
        start_time_unix_nano=str(begin_ns),
        end_time_unix_nano=str(one.end_ns),
        attributes=attributes(_told(one, kept, with_merchant=with_merchant)),
        links=() if part == "job" else (Link(trace_id, span_id(decision, "job")),),
    )
    stages = tuple(
        Span(
            trace_id=trace_id,
            span_id=span_id(decision, part, stage.name),
            trace_state=kept.trace_state,
            parent_span_id=root_id,
            name=stage.name,
            kind=INTERNAL,
            start_time_unix_nano=str(begin_ns + stage.begin_us * 1000),
            end_time_unix_nano=str(begin_ns + stage.end_us * 1000),
        )
        for stage in laid_out(stages_of(decision), one.took_us)
    )
    service = Service(JOB if part == "job" else SERVING, decision.job_version)
    return Sendable(service, (root, *stages))


def _told(one: Occurrence, kept: Kept, *, with_merchant: bool) -> dict[str, Value | None]:
    decision, answered = one.decision, one.answered
    return {
        "revstream.decision_id": decision.decision_id,
        "revstream.action": decision.action,
        "revstream.tier": decision.tier,
        "revstream.score": decision.score,
        "revstream.rules": tuple(f"{hit.id}@{hit.version}" for hit in decision.rule_hits),
        "revstream.model": f"{decision.model.name}@{decision.model.version}",
        "revstream.late": decision.late,
        "revstream.event_time_ms": decision.event_time_ms,
        "revstream.waiting_us": one.took_us - sum(stages_of(decision).values()),
        "revstream.time_from": one.time_from,
        "revstream.merchant_id": decision.merchant_id if with_merchant else None,
        "revstream.basis": None if answered is None else answered.basis,
        "revstream.shortfalls": None if answered is None else answered.shortfalls,
        "sampling.kept_for": kept.why,
        "sampling.adjusted_count": kept.adjusted_count,
    }
