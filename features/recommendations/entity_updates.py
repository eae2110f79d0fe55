"""What is told of the entities of an event: the newest features of its item, its shopper, ..."""

from collections.abc import Iterator, Sequence

from events.recommendations.shopping_event import ShoppingEvent
from events.shared.feature_update import FEATURE_SCHEMA_VERSION, FeatureUpdate, entity_id
from events.shared.feature_value import FeatureValue
from features.shared.definitions.model import Entity
from features.shared.plan.plan import Plan


class EntityUpdates:
    """Makes the updates.

    Args:
        plan: what is computed.
    """

    def __init__(self, plan: Plan) -> None:
        self._of_entities = [
            (entity, places)
            for entity in plan.definitions.entities
            if (places := _places(plan, entity))
        ]

    def of(self, event: ShoppingEvent, values: Sequence[FeatureValue]) -> Iterator[FeatureUpdate]:
        """An update of each entity that the event has, from all values in the plan's order."""
        for entity, places in self._of_entities:
            parts = [getattr(event, field) for field in entity.fields]
            if None not in parts:
                yield FeatureUpdate(
                    entity.name,
                    entity_id([str(part) for part in parts]),
                    event.event_time_ms,
                    FEATURE_SCHEMA_VERSION,
                    {name: values[place] for place, name in places},
                    event.event_id,
                )


def _places(plan: Plan, entity: Entity) -> list[tuple[int, str]]:
    return [
        (place, one.name)
        for place, one in enumerate(plan.features)
        if one.scope == entity.name and one.written
    ]
