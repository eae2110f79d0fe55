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
        decides: whether events are decided there: at the last of them.
    """

    field: str
    entities: tuple[Entity, ...]
    decides: bool = False


def hops_of(
    entities: Sequence[Entity], decided_by: str, *, decided_again: bool = False
) -> tuple[Hop, ...]:
    """The keys: the first entity's, then the others' in their order, `decided_by` at the end.

    That one is a hop also where no entity has it: there events are decided. A pair without a key
    among its fields has no hop; the parser refuses it.

    Args:
        entities: of a file.
        decided_by: see `EventSchema`.
        decided_again: likewise.
    """
    fields = hop_fields(entities, decided_by)
    # Where a pair is looked for first.
    order = (decided_by, *fields) if decided_again else fields
    return tuple(
        Hop(field, _kept_at(field, entities, order), decides=field == decided_by)
        for field in fields
    )


def hop_fields(entities: Sequence[Entity], decided_by: str) -> tuple[str, ...]:
    """Fields of the keys, in the order of `hops_of`."""
    keys = [entity.fields[0] for entity in entities if len(entity.fields) == 1]
    return (*(field for field in keys if field != decided_by), decided_by)


def hop_field(entity: Entity, fields: Sequence[str]) -> str | None:
    """The first key that is a field of the entity, None where no key is."""
    return next((field for field in fields if field in entity.fields), None)


def _kept_at(field: str, entities: Sequence[Entity], fields: Sequence[str]) -> tuple[Entity, ...]:
    kept = [entity for entity in entities if hop_field(entity, fields) == field]
    return tuple(sorted(kept, key=lambda entity: len(entity.fields)))
