"""Feature updates for the tests of the store."""

from collections.abc import Mapping

from events.shared.feature_update import Entity, FeatureUpdate
from events.shared.feature_value import FeatureValue


def update(
    event_time_ms: int,
    values: Mapping[str, FeatureValue] | None = None,
    entity_id: str = "c1",
    entity: Entity = "card",
) -> FeatureUpdate:
    """An update of a card at a time; its one feature is that time unless others are given."""
    return FeatureUpdate(
        entity=entity,
        entity_id=entity_id,
        event_time_ms=event_time_ms,
        schema_version=1,
        values={"n": event_time_ms} if values is None else dict(values),
        transaction_id=f"t-{event_time_ms}",
    )
