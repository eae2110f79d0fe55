"""Which keys the histories of a file are kept by, in the order that an event passes them.

::

    card: card_id, merchant: merchant_id, device: device_id, card_merchant: [card_id, merchant_id]

        card_id  ->  device_id  ->  merchant_id        one shuffle each
        card                        merchant
        card_merchant                                  beside the first key that it contains
"""

from collections.abc import Sequence
from dataclasses import dataclass

from features.shared.definitions.model import Entity


@dataclass(frozen=True, slots=True)
class Hop:
    """One key.

    Attributes:
        field: whose value is the key.
        entities: whose histories are kept there: the one of this field, then pairs with it.
    """

    field: str
    entities: tuple[Entity, ...]


def hops_of(entities: Sequence[Entity], decided_by: str) -> tuple[Hop, ...]:
    """The keys: the first entity's, then the others' in their order, `decided_by` at the end.

    A pair without a key of its own among its fields has no hop; the parser refuses it.
    """
    keys = [entity.fields[0] for entity in entities if len(entity.fields) == 1]
    first, others = keys[:1], keys[1:]
    others.sort(key=lambda field: field == decided_by)
    ordered = (*first, *others)
    return tuple(Hop(field, _kept_at(field, entities, ordered)) for field in ordered)


def hop_field(entity: Entity, hop_fields: Sequence[str]) -> str | None:
    """The first key that is a field of the entity, None where no key is."""
    return next((field for field in hop_fields if field in entity.fields), None)


def _kept_at(field: str, entities: Sequence[Entity], ordered: Sequence[str]) -> tuple[Entity, ...]:
    kept = [entity for entity in entities if hop_field(entity, ordered) == field]
    return tuple(sorted(kept, key=lambda entity: len(entity.fields)))
