"""What decisions on request are made by, now: rules, model and definitions by their content."""

from typing import Self

from msgspec import Struct

from events.shared.model_ref import ModelRef
from serving.fraud.payment_scorer import PaymentScorer


class InForce(Struct, frozen=True, kw_only=True):
    """What decides.

    Attributes:
        ruleset: sha256 of the rules, as decisions carry it.
        model: which model, likewise.
        definitions: sha256 of the definitions.
        since_ms: when it came into force, milliseconds since the epoch.
    """

    ruleset: str
    model: ModelRef
    definitions: str
    since_ms: int

    @classmethod
    def of(cls, scorer: PaymentScorer, since_ms: int) -> Self:
        """What a scorer decides by."""
        return cls(
            ruleset=scorer.decider.ruleset,
            model=scorer.decider.model,
            definitions=scorer.plan.definitions.sha256,
            since_ms=since_ms,
        )


class RefusedReplacement(Struct, frozen=True, kw_only=True):
    """What the files hold and is not put in force.

    Attributes:
        at_ms: when it was refused, milliseconds since the epoch.
        faults: what is wrong with it; the name of a setting stands for the path that it gives.
    """

    at_ms: int
    faults: tuple[str, ...]
