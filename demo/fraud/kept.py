"""What the online store keeps by the definitions of a demo, and of whom a decision is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from events.fraud.codec import PaymentDecoder
from events.fraud.decision import Decision
from events.fraud.payment import Payment
from events.shared.feature_update import Entity, entity_id
from events.shared.feature_value import WrittenValue
from features.fraud.catalogue import FEATURE_NAMES, SHIPPED
from features.fraud.payment_contract import payment_contract
from features.fraud.payment_plan import payment_plan
from features.shared.definitions.model import Definitions, FeatureKind
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from simulator.record import SimulatedRecord
from udfs.fraud.feature_updates import entities_written

_OF_DECISIONS: Final = frozenset({"card_id", "merchant_id"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of each entity.

    Attributes:
        definitions: that say so.
        kinds: by entity that has a hash, the kind of each of its features by name.
        fields: by entity, the fields of a payment that are its key.
        payments: by transaction id, where a key is of more than what decisions carry.
    """

    definitions: Definitions
    kinds: Mapping[Entity, Mapping[str, FeatureKind]]
    fields: Mapping[Entity, tuple[str, ...]]
    payments: Mapping[str, Payment] = field(default_factory=dict)

    def id_of(self, entity: Entity, decision: Decision) -> str | None:
        """The id of a decision's entity; None where the payment has none."""
        names = self.fields[entity]
        told: Any = decision
        if not _OF_DECISIONS.issuperset(names):
            told = self.payments[decision.transaction_id]
        parts = [getattr(told, name) for name in names]
        return None if None in parts else entity_id([str(part) for part in parts])

    def ids_of(self, decision: Decision) -> list[tuple[Entity, str]]:
        """Every entity of a decision that has a hash, with its id."""
        found = ((entity, self.id_of(entity, decision)) for entity in self.kinds)
        return [(entity, one) for entity, one in found if one is not None]

    def features_of(self, entity: Entity, decision: Decision) -> dict[str, WrittenValue]:
        """The features of a decision that are kept of one of its entities."""
        return {name: decision.features[name] for name in self.kinds[entity]}


def kept_by(plan: Plan, records: Sequence[SimulatedRecord] = ()) -> Kept:
    """What is kept by a plan, of the payments in `records`."""
    entities = entities_written(plan)
    fields = {entity.name: entity.fields for entity in entities}
    told = _OF_DECISIONS.issuperset(name for names in fields.values() for name in names)
    return Kept(
        plan.definitions,
        {
            entity.name: {
                feature.name: feature.kind
                for feature in plan.features
                if feature.scope == entity.name and feature.written
            }
            for entity in entities
        },
        fields,
        {} if told else _payments(plan.definitions, records),
    )


def _payments(definitions: Definitions, records: Sequence[SimulatedRecord]) -> dict[str, Payment]:
    decode = PaymentDecoder(contract=payment_contract(definitions)).decode
    found = (decode(record.raw, record.arrival_ms) for record in records)
    return {one.transaction_id: one for one in found if isinstance(one, Payment)}


SHIPPED_KEPT: Final = kept_by(payment_plan(SHIPPED, HistoryLimits(), FEATURE_NAMES))
"""By the shipped definitions: of cards and merchants."""
