"""The part of a decision that traces are made of: what is not read here cannot be sent."""

from typing import Final, Literal

import msgspec
from msgspec import Struct

from events.fraud.decision import Action, Decision, RuleHit, Tier
from events.shared.model_ref import ModelRef
from events.shared.wire_types import EventTimeMs

TimeFrom = Literal["seen", "event_time", "request"]
"""What the end of a trace is taken from: no record says when it was written."""


class TracedDecision(Struct, frozen=True, gc=False):
    """A decision without card, amount, place and features; see `events.fraud.decision.Decision`."""

    decision_id: str
    merchant_id: str
    event_time_ms: EventTimeMs
    action: Action
    score: float | None
    tier: Tier
    rule_hits: tuple[RuleHit, ...]
    model: ModelRef
    stage_us: dict[str, int]
    late: bool
    trace_id: str | None
    job_version: str

    @property
    def lacks_score(self) -> bool:
        """Whether the model was asked and gave no probability."""
        return self.tier == "model" and self.score is None


class Answered(Struct, frozen=True):
    """What an answer on request has more than a decision; see `serving.fraud.answer.Answer`."""

    basis: str
    shortfalls: tuple[str, ...]


class Occurrence(Struct, frozen=True):
    """A decision and when it was made.

    Attributes:
        decision: what was decided.
        end_ns: when it left, in nanoseconds since 1970.
        took_us: from record or request read to decision emitted, in microseconds.
        time_from: what `end_ns` is taken from.
        answered: of a decision on request; None of the job's.
    """

    decision: TracedDecision
    end_ns: int
    took_us: int
    time_from: TimeFrom
    answered: Answered | None = None


IN_JOB: Final = "in_job"
"""The name under which a job keeps the whole time of a decision."""

_MOST_US: Final = 86_400_000_000
"""A day: a longer time is taken for one, so that no record makes a time that cannot be written."""


_LAST_NS: Final = 2**63 - 1


def of_decision(decision: Decision) -> TracedDecision:
    """The part of `decision` that is traced."""
    return msgspec.convert(decision, TracedDecision, from_attributes=True)


def stages_of(decision: TracedDecision) -> dict[str, int]:
    """Microseconds by stage, without the whole; a model that did not run is no stage."""
    return {
        name: min(max(0, taken), _MOST_US)
        for name, taken in decision.stage_us.items()
        if name != IN_JOB and not (name == "model" and decision.tier == "rules")
    }


def of_job(decision: TracedDecision, seen_ns: int, time_from: TimeFrom = "seen") -> Occurrence:
    """A decision of the job.

    `in_job` is in whole milliseconds: stages that took longer together say how long it was.

    Args:
        decision: what was decided.
        seen_ns: when its record was seen, in nanoseconds since 1970.
        time_from: `seen`, or `event_time` for a decision that was read at the payment's own time.
    """
    in_job_us = min(max(0, decision.stage_us.get(IN_JOB, 0)), _MOST_US)
    took_us = max(in_job_us, sum(stages_of(decision).values()))
    end_ns = seen_ns
    if time_from == "event_time":
        end_ns = decision.event_time_ms * 1_000_000 + took_us * 1000
    return Occurrence(decision, min(max(end_ns, took_us * 1000), _LAST_NS), took_us, time_from)
