"""The features of one entity as the store has them, or why there are none."""

from collections.abc import Sequence

from msgspec import Struct

from features.shared.definitions.model import Feature
from online_store.errors import StoreUnavailable
from online_store.readable import ReadableEntity
from serving.dashboard.feature_tables import FeatureTable, feature_tables
from serving.fraud.feature_reading import FeatureReading


class Stored(Struct, frozen=True):
    """Features as stored.

    Attributes:
        tables: of them; empty where the store has none.
        event_time_ms: of the event that they were computed at.
        note: why there are none.
    """

    tables: Sequence[FeatureTable]
    event_time_ms: int | None
    note: str


def none_of(kind: str) -> Stored:
    """What is shown of an entity that has no features, or none for its reader."""
    return Stored((), None, f"No features are kept of such a {kind}.")


async def stored_features(
    reading: FeatureReading, entity: ReadableEntity, one: str, features: Sequence[Feature]
) -> Stored:
    """The newest features of an entity.

    Args:
        reading: reads them.
        entity: what it is, with one field.
        one: its id.
        features: that are defined.
    """
    try:
        found = await reading.read(entity, (one,))
    except StoreUnavailable:
        return Stored((), None, "The store does not answer now.")
    if found is None:
        return Stored((), None, f"The store has no features of this {entity.name}.")
    return Stored(feature_tables(found.values, features), found.event_time_ms, "")
