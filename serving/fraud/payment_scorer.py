"""Decides one payment by states from the store, with the job's own code: no clock, no network.

::

    payment, pictures of its keys --> values --> Decider --> decision
    payment alone ---------------------------------^          where the store was not to be had
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from time import perf_counter_ns
from typing import Final, Literal, NamedTuple

from msgspec.structs import replace

from events.fraud.codec import PaymentDecoder
from events.fraud.decision import Reason
from events.fraud.payment import Payment
from events.fraud.payment_type import given_copy
from events.shared.feature_update import entity_id
from events.shared.feature_value import WrittenValue
from events.shared.json_records import encode
from events.shared.rejected import Fault
from features.fraud.passage import pass_keys
from features.fraud.payment_contract import payment_contract
from features.fraud.payment_plan import key_states
from jobs.fraud.decided_by import DecidedBy
from jobs.fraud.settings import FraudSettings
from online_store.hash_fields import parse_value
from online_store.mirrored_key import MirroredKey
from serving.fraud.answer import Answer, Basis
from serving.fraud.key_pictures import HAD_BEFORE, KeyPicture, Pictures, StoredValues, Watermarks
from serving.fraud.pending import OnTheirWay

Alone = Literal["deadline", "store_unavailable"]
"""Why a payment is decided without its history."""

_WIDEST: Final = 2**63
"""Whole numbers have 64 bits."""

_ALONE: Final[Mapping[Alone, str]] = {
    "deadline": "the answer was wanted before the history could be read:"
    " decided by rules on the payment alone",
    "store_unavailable": "the history could not be read: decided by rules on the payment alone",
}


class KeyOfPayment(NamedTuple):
    """A key that a payment has: the place of its hop, the name of the hop, the key."""

    place: int
    name: str
    key: str


class PaymentScorer:
    """Decides payments as the job of the same settings does.

    Args:
        by: definitions, rules and model.
        settings: of the job.
        clock_ns: a monotonic clock in nanoseconds, to time the parts by.

    Attributes:
        plan: what is computed.
        decider: rules and model.
        out_of_orderness_ms: bound of the job's watermark.

    Raises:
        ModelArtifactError, RuleSetError, DefinitionsError: what decides is not usable.
    """

    def __init__(
        self,
        by: DecidedBy,
        settings: FraudSettings,
        clock_ns: Callable[[], int] = perf_counter_ns,
    ) -> None:
        self.plan = by.load_plan()
        self.decider = by.load_decider(self.plan)
        self.out_of_orderness_ms = settings.time_out_of_orderness_ms
        self._lateness_ms = settings.limits.allowed_lateness_ms
        definitions = self.plan.definitions
        states = key_states(self.plan, settings.limits, logged=False)
        self._pictures = tuple(
            Pictures(one, definitions.sha256, self.out_of_orderness_ms) for one in states
        )
        contract = payment_contract(definitions)
        self._decode = PaymentDecoder(
            max_future_ms=settings.time_max_future_ms,
            card_numbers=settings.accepts_card_numbers,
            contract=contract,
            shows_values=False,
        ).decode
        self._given = given_copy(definitions.fields)
        self._clock_ns = clock_ns
        scopes = {one.name: one.scope for one in definitions.features}
        self._entities = tuple(
            tuple(
                entity
                for entity in definitions.entities
                if entity.name in {scopes[name] for name in hop.names}
            )
            for hop in self.plan.hops
        )
        self._kinds = {one.name: one.kind for one in definitions.features}

    def decode(self, raw: bytes, now_ms: int) -> Payment | Fault:
        """The payment in `raw`, or why there is none."""
        return self._decode(raw, now_ms)

    def written(self, payment: Payment) -> bytes:
        """A payment as JSON that `decode` takes, of its known fields alone."""
        # Of one that is of the right type already, `given_copy` makes no other.
        return encode(self._given(replace(payment)))

    def keys(self, payment: Payment) -> tuple[KeyOfPayment, ...]:
        """The keys that a payment has."""
        found = ((place, hop.name, hop.key(payment)) for place, hop in enumerate(self.plan.hops))
        return tuple(KeyOfPayment(*one) for one in found if one[2] is not None)

    def is_late(self, payment: Payment, watermark_ms: int) -> bool:
        """Whether a job whose watermark this is computes no features of a payment any more."""
        return payment.event_time_ms < watermark_ms - self._lateness_ms

    def stored_at(self, place: int, payment: Payment) -> tuple[tuple[str, str], ...]:
        """Name and id of the entities of a payment whose features the store has of a hop."""
        found = []
        for entity in self._entities[place]:
            parts = [getattr(payment, field) for field in entity.fields]
            if None not in parts:
                found.append((entity.name, entity_id([str(part) for part in parts])))
        return tuple(found)

    def typed(self, stored: Mapping[str, str]) -> dict[str, WrittenValue]:
        """The features among stored texts; what is none, or of another kind, is left out."""
        values: dict[str, WrittenValue] = {}
        for name, text in stored.items():
            kind = self._kinds.get(name)
            if kind is not None:
                with suppress(ValueError, RecursionError):
                    value = parse_value(kind, text)
                    if not isinstance(value, int) or -_WIDEST <= value < _WIDEST:
                        values[name] = value
        return values

    def picture(
        self,
        place: int,
        key: MirroredKey,
        pending: OnTheirWay,
        stored: Mapping[str, WrittenValue] | None,
        watermarks: Watermarks,
    ) -> KeyPicture:
        """The picture of a key of a hop; see `Pictures.of`."""
        return self._pictures[place].of(
            key.image, pending, stored, watermarks, is_damaged=key.is_damaged
        )

    def decide(
        self, payment: Payment, pictures: Mapping[int, KeyPicture], watermark_ms: int, begun_ns: int
    ) -> Answer | None:
        """The decision by the states of all keys; None of a duplicate.

        Args:
            payment: as it was decoded.
            pictures: of its keys, by the place of the hop; they take the payment in.
            watermark_ms: that it arrives at; `NOTHING_SEEN_MS` where the job has had nothing.
            begun_ns: when the request came, by the clock.
        """
        pictured_ns = self._clock_ns()
        passed = pass_keys(self.plan, payment, watermark_ms, lambda place, _: pictures[place].state)
        if passed.kind == "duplicate":
            return None
        late = passed.kind == "late"
        featured_ns = self._clock_ns()
        verdict = self.decider.judge(payment, passed.values, late=late)
        stage_us = {
            "states": (pictured_ns - begun_ns) // 1000,
            "features": (featured_ns - pictured_ns) // 1000,
            "rules": verdict.rules_us,
            "model": verdict.model_us,
        }
        decision = self.decider.decision(
            payment, passed.values, verdict, stage_us, late=late, incomplete=passed.incomplete
        )
        shortfalls = tuple(
            f"{self.plan.hops[place].name}: {shortfall}"
            for place, one in sorted(pictures.items())
            for shortfall in one.shortfalls
            # Of a late payment nothing is counted.
            if not (late and shortfall == HAD_BEFORE)
        )
        return Answer(decision=decision, basis=_basis(pictures, late=late), shortfalls=shortfalls)

    def decide_alone(self, payment: Payment, why: Alone, begun_ns: int) -> Answer:
        """The decision by the rules over the payment alone, which nobody waits for to be kept."""
        reason = Reason(source="service", name=why, text=_ALONE[why])
        values = self.plan.assemble_late(payment)
        verdict = self.decider.judge(payment, values, late=True, alone=reason)
        stage_us = {
            "states": (self._clock_ns() - begun_ns) // 1000,
            "rules": verdict.rules_us,
        }
        decision = self.decider.decision(payment, values, verdict, stage_us, late=True)
        answered = replace(decision, late=False)
        return Answer(decision=answered, basis="payment", shortfalls=(why, "not_kept"))


def _basis(pictures: Mapping[int, KeyPicture], *, late: bool) -> Basis:
    if late:
        return "payment"
    stands_in = any(isinstance(one.state, StoredValues) for one in pictures.values())
    return "stored_values" if stands_in else "state"
