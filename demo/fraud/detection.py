"""How much fraud was stopped, and how many genuine payments were; stopped is flagged or blocked.

Rules and model share the same denominators (all frauds, all genuine payments), so that what they
did adds up: a payment is settled by one of them alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec import Struct

from events.fraud.decision import Decision, Tier
from simulator.files import Truth


class Tally(Struct, frozen=True):
    """What was stopped.

    Attributes:
        decided: payments that were settled here.
        frauds_stopped: fraudulent payments flagged or blocked.
        genuine_stopped: genuine payments flagged or blocked.
        detection_rate: frauds stopped, of all fraudulent payments.
        false_positive_rate: genuine payments stopped, of all genuine payments.
        genuine_among_stopped: genuine payments stopped, of all payments stopped.
    """

    decided: int
    frauds_stopped: int
    genuine_stopped: int
    detection_rate: float
    false_positive_rate: float
    genuine_among_stopped: float


class PatternTally(Struct, frozen=True):
    """What was stopped of one fraud pattern, in payments."""

    payments: int
    stopped_by_rules: int
    stopped_by_model: int

    @property
    def missed(self) -> int:
        """Payments that were allowed."""
        return self.payments - self.stopped_by_rules - self.stopped_by_model


class Detection(Struct, frozen=True):
    """What the two tiers stopped, and both together; and by fraud pattern."""

    frauds: int
    genuine: int
    rules: Tally
    model: Tally
    both: Tally
    by_pattern: dict[str, PatternTally]


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision and the truth about its payment."""

    tier: Tier
    stopped: bool
    truth: Truth


def judged(decisions: Iterable[Decision], truth: Mapping[str, Truth]) -> list[Judged]:
    """Every decision beside the truth, which must be known."""
    return [
        Judged(decision.tier, decision.action != "allow", truth[decision.transaction_id])
        for decision in decisions
    ]


def detection(cases: list[Judged]) -> Detection:
    """What was stopped of `cases`."""
    frauds = sum(case.truth.is_fraud for case in cases)
    genuine = len(cases) - frauds

    def tally(*tiers: Tier) -> Tally:
        mine = [case for case in cases if case.tier in tiers]
        caught = sum(case.stopped and case.truth.is_fraud for case in mine)
        disturbed = sum(case.stopped and not case.truth.is_fraud for case in mine)
        return Tally(
            decided=len(mine),
            frauds_stopped=caught,
            genuine_stopped=disturbed,
            detection_rate=_share(caught, frauds),
            false_positive_rate=_share(disturbed, genuine),
            genuine_among_stopped=_share(disturbed, caught + disturbed),
        )

    return Detection(
        frauds=frauds,
        genuine=genuine,
        rules=tally("rules"),
        model=tally("model"),
        both=tally("rules", "model"),
        by_pattern=_by_pattern(cases),
    )


def _by_pattern(cases: list[Judged]) -> dict[str, PatternTally]:
    patterns = sorted({case.truth.pattern for case in cases if case.truth.pattern is not None})
    tallies = {}
    for pattern in patterns:
        mine = [case for case in cases if case.truth.pattern == pattern]
        tallies[pattern] = PatternTally(
            payments=len(mine),
            stopped_by_rules=sum(case.stopped and case.tier == "rules" for case in mine),
            stopped_by_model=sum(case.stopped and case.tier == "model" for case in mine),
        )
    return tallies


def _share(part: int, whole: int) -> float:
    """`part` of `whole`, 0 where there is nothing."""
    return round(part / whole, 6) if whole else 0.0
