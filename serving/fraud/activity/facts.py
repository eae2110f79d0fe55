"""What is remembered of a decision to count it, and to count it otherwise once a label comes."""

from msgspec import Struct

from events.fraud.decision import Action, Decision


class Facts(Struct, gc=False):
    """One decision.

    Attributes:
        arrived_s: when it came, seconds since the epoch; None where it was there at the start.
        amount_minor: in the base currency; None where no rate says what it is.
        rules: ids of the rules that matched, with the action of each.
        in_job_us: from record read to decision emitted; None where the job does not say.
        is_fraud: the newest verdict; None while there is none.
        reported_ms: when that became known.
    """

    decision_id: str
    merchant_id: str
    event_time_ms: int
    arrived_s: int | None
    action: Action
    score: float | None
    amount_minor: int | None
    rules: tuple[tuple[str, Action], ...]
    in_job_us: int | None
    is_fraud: bool | None = None
    reported_ms: int = 0


def facts_of(decision: Decision, base_currency: str, arrived_s: int | None) -> Facts:
    """The facts of a decision.

    Args:
        decision: as the job wrote it.
        base_currency: that money is counted in.
        arrived_s: see `Facts`.
    """
    return Facts(
        decision_id=decision.decision_id,
        merchant_id=decision.merchant_id,
        event_time_ms=decision.event_time_ms,
        arrived_s=arrived_s,
        action=decision.action,
        score=decision.score,
        amount_minor=amount_in(decision, base_currency),
        rules=tuple((hit.id, hit.action) for hit in decision.rule_hits),
        in_job_us=decision.stage_us.get("in_job"),
    )


def amount_in(decision: Decision, base_currency: str) -> int | None:
    """The amount in minor units of the base currency; None where the record does not say it."""
    if decision.base_currency == base_currency:
        amount = decision.amount_base_minor
    elif decision.currency == base_currency:
        amount = decision.features.get("amount_minor")  # type: ignore[assignment]
    else:
        return None
    return amount if isinstance(amount, int) else None
