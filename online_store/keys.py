"""Names of the hashes in the feature store: one an entity, such as a card."""

from typing import Final

from events.shared.feature_update import Entity
from events.shared.state_image import STATES

KEY_PREFIX: Final = "features"

LISTS: Final = "recommendations"
"""What stands for an entity where the hash is a shopper's list: `recommendations:user:ID`."""

CANDIDATES: Final = "candidates"
"""The same of what lists are made of on request: `candidates:user:ID`, `candidates:item:ID`."""

_STATE_PREFIX: Final = f"{STATES}:"


def feature_key(entity: Entity, entity_id: str) -> str:
    """The key of an entity's hash, such as `features:card:c-17`, or `state:card:c-17`."""
    if entity in (LISTS, CANDIDATES) or entity.startswith(_STATE_PREFIX):
        return f"{entity}:{entity_id}"
    return f"{KEY_PREFIX}:{entity}:{entity_id}"
