"""A feature update: the newest feature values of a card, a merchant, a device, for serving."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from events.shared.feature_value import WrittenValue

FEATURE_SCHEMA_VERSION: Final = 1

Entity = str
"""Name of an entity of the definitions, such as `card`."""


class FeatureUpdate(Struct, frozen=True):
    """The features of one entity as of one event.

    Attributes:
        entity: kind of the entity.
        entity_id: its id; of a pair both, see `entity_id`.
        event_time_ms: time of the event; a newer update replaces an older one.
        schema_version: version of the feature definitions.
        values: value by feature name; None where a feature is missing.
        transaction_id: of the payment that it was computed at, of a shopping event its event_id.
    """

    entity: Entity
    entity_id: str
    event_time_ms: int
    schema_version: int
    values: Mapping[str, WrittenValue]
    transaction_id: str


def entity_id(parts: Sequence[str]) -> str:
    """The id of an entity by the values of its fields: no two entities have the same.

    >>> entity_id(["c:1"]), entity_id(["c:1", "m%2"])
    ('c:1', 'c%3A1:m%252')
    """
    if len(parts) == 1:
        return parts[0]
    return ":".join(part.replace("%", "%25").replace(":", "%3A") for part in parts)
