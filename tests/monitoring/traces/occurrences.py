"""Decisions for the tests of traces."""

from events.fraud.decision import Action, RuleHit
from events.shared.model_ref import ModelRef
from monitoring.traces.record import TracedDecision

STAGES = {"decode": 20, "card_features": 80, "merchant_features": 60, "rules": 10, "model": 30}
TIME_MS = 1_736_121_600_000
SEEN_NS = 1_736_121_600_500_000_000
ID = "5c1a0b1f6f3e4d2c9b8a7f6e5d4c3b2a"


def traced(  # noqa: PLR0913 - what the tests vary
    decision_id: str = ID,
    *,
    action: Action = "allow",
    in_job_us: int = 2_000,
    trace_id: str | None = None,
    late: bool = False,
    score: float | None = 0.25,
    stages: dict[str, int] | None = None,
) -> TracedDecision:
    """A decision of the model; of the rules where its action is to block."""
    by_rules = action == "block"
    return TracedDecision(
        decision_id=decision_id,
        merchant_id="m-1",
        event_time_ms=TIME_MS,
        action=action,
        score=None if by_rules else score,
        tier="rules" if by_rules else "model",
        rule_hits=(RuleHit("burst", 2, "block"),) if by_rules else (),
        model=ModelRef("fraud", "3", "0" * 64),
        stage_us={**(STAGES if stages is None else stages), "in_job": in_job_us},
        late=late,
        trace_id=trace_id,
        job_version="1.2.3",
    )
