"""Decisions for the tests of what is served."""

from events.fraud.decision import Action, Decision, Reason, RuleHit
from events.shared.model_ref import ModelRef

OWN = "m-own"
"""A merchant of the tenant in most tests."""

OTHERS = "m-others"
"""A merchant of another tenant."""


def decision(
    decision_id: str = "d-1", *, merchant_id: str = OWN, action: Action = "block"
) -> Decision:
    """A decision of the rules, with all that says why."""
    return Decision(
        decision_id=decision_id,
        transaction_id=f"t-{decision_id}",
        card_id="c-1",
        merchant_id=merchant_id,
        event_time_ms=1_736_121_600_000,
        action=action,
        score=None,
        tier="rules",
        rule_hits=(RuleHit("burst", 1, action),),
        reasons=(Reason("rule", "burst", "12 payments in a minute"),),
        features={"card_count_1m": 12},
        model=ModelRef("fraud", "1", "0" * 64),
        ruleset="1" * 64,
        stage_us={"in_job": 900},
        late=False,
        trace_id=None,
        job_version="1",
    )
