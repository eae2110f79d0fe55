"""Payments that nobody made, each of a card and a merchant of its own, and their decisions."""

from typing import Final

import msgspec

from cli.smoke.exchange import SMOKE_PREFIX, Answer, Marked
from events.fraud.decision import Decision, decision_id
from events.fraud.payment import Payment
from events.shared.json_records import encode

_DECODER: Final = msgspec.json.Decoder(Decision)
_COMPARED: Final = ("decision_id", "card_id", "merchant_id", "event_time_ms", "trace_id")


def smoke_payments(run: str, count: int, now_ms: int) -> list[Marked]:
    """`count` payments of run `run`."""
    return [_marked(run, number, now_ms) for number in range(count)]


def _marked(run: str, number: int, now_ms: int) -> Marked:
    payment = Payment(
        transaction_id=f"{SMOKE_PREFIX}{run}-{number}",
        card_id=f"{SMOKE_PREFIX}card-{run}-{number}",
        merchant_id=f"{SMOKE_PREFIX}merchant-{run}-{number}",
        amount_minor=100,
        currency="EUR",
        country="DE",
        channel="pos",
        event_time_ms=now_ms,
        trace_id=f"{SMOKE_PREFIX}{run}",
    )
    own = {name: getattr(payment, name) for name in _COMPARED[1:]}
    return Marked(
        id=payment.transaction_id,
        key=payment.card_id,
        raw=encode(payment),
        expected={"decision_id": decision_id(payment), **own},
    )


def read_decision(raw: bytes) -> Answer | None:
    """The decision in a record of the stream of decisions."""
    try:
        decision = _DECODER.decode(raw)
    except msgspec.DecodeError:
        return None
    late = ", late" if decision.late else ""
    return Answer(
        id=decision.transaction_id,
        said=f"{decision.action} by {decision.tier}{late}",
        found={name: getattr(decision, name) for name in _COMPARED},
        in_job_us=decision.stage_us.get("in_job", 0),
        job_version=decision.job_version,
        told={
            "transaction_id": decision.transaction_id,
            "action": decision.action,
            "tier": decision.tier,
            "late": decision.late,
            "stage_us": decision.stage_us,
            "ruleset": decision.ruleset,
            "model": decision.model.sha256,
        },
    )
