"""The job's code without the engine: a record in, the records that it leads to out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from events.fraud.codec import PaymentDecoder
from events.fraud.decision import decision_id
from events.fraud.late import LatePayment
from events.fraud.payment import Payment
from events.shared.json_records import encode
from events.shared.rejected import Fault
from features.fraud.passage import PassedPayment
from features.fraud.payment_contract import payment_contract
from features.fraud.payment_plan import payment_plan
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from udfs.fraud.feature_updates import EntityUpdates, entities_written
from udfs.fraud.loading import DeciderLoader

LIMITS: Final = HistoryLimits()
"""Of every key's history, as a job has them unless it is told otherwise."""

_PART_BYTES: Final = 600_000
# What the stages write there in a running job, in digits.
_FEATURES_US: Final = 120
_DECODE_US: Final = {"decode": 20}
_DECISION_US: Final = {"rules": 60, "model": 60, "in_job": 4_000}


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one record.

    Attributes:
        payment: that it is; None of a record that is none.
        replayed: what came of the payment.
        dead_letters: encoded.
        decision: encoded; empty of a duplicate and of what is no payment.
        late: the late copy, likewise; empty of a payment on time.
        updates: of each entity that the payment has, its name and the encoded update.
    """

    payment: Payment | None = None
    replayed: PassedPayment | None = None
    dead_letters: tuple[bytes, ...] = ()
    decision: bytes = b""
    late: bytes = b""
    updates: tuple[tuple[str, str], ...] = ()


def plan_by(loader: DeciderLoader) -> Plan:
    """What a job computes that decides as `loader` says."""
    return payment_plan(loader.content.definitions(), LIMITS, loader.needed())


class JobLoop:
    """Takes records in their order of arrival, as one job with one subtask would.

    Args:
        loader: of what decides: definitions, rules and model.
    """

    def __init__(self, loader: DeciderLoader) -> None:
        self.plan = plan_by(loader)
        self._decoder = PaymentDecoder(contract=payment_contract(self.plan.definitions))
        self._replayer = Replayer(LIMITS, plan=self.plan)
        self._decider = loader(self.plan)
        self._updates = [
            (entity.name, EntityUpdates(self.plan, entity))
            for entity in entities_written(self.plan)
        ]
        features_us = {f"{hop.name}_features": _FEATURES_US for hop in self.plan.hops}
        self._stage_us = _DECODE_US | features_us | _DECISION_US

    def take(self, raw: bytes, arrival_ms: int) -> Taken:
        """One record of the stream of payments."""
        payment = self._decoder.decode(raw, arrival_ms)
        if isinstance(payment, Fault):
            letters = payment.dead_letters(raw, _PART_BYTES)
            return Taken(dead_letters=tuple(encode(letter) for letter in letters))
        replayed = self._replayer.feed(payment)
        if replayed.kind in {"duplicate", "dead_letter"}:
            return Taken(payment, replayed)
        return self._decide(payment, replayed)

    def _decide(self, payment: Payment, replayed: PassedPayment) -> Taken:
        late, values = replayed.kind == "late", replayed.values
        verdict = self._decider.judge(payment, values, late=late)
        decision = self._decider.decision(payment, values, verdict, self._stage_us, late=late)
        return Taken(
            payment,
            replayed,
            decision=encode(decision),
            late=encode(_late_copy(payment, replayed.watermark_ms)) if late else b"",
            updates=() if late else tuple(self._updated(payment, replayed)),
        )

    def _updated(self, payment: Payment, replayed: PassedPayment) -> Iterator[tuple[str, str]]:
        for name, updates in self._updates:
            update = updates.of(payment, replayed.values)
            if update is not None:
                yield name, update


def _late_copy(payment: Payment, watermark_ms: int) -> LatePayment:
    return LatePayment(
        decision_id(payment),
        payment.transaction_id,
        watermark_ms,
        watermark_ms - payment.event_time_ms,
        payment,
    )
