"""What the online store is to have: the features of each entity of an event, and the list."""

from collections.abc import Sequence
from typing import Any

import msgspec

from events.recommendations.recommendation_list import LIST_SCHEMA_VERSION, RecommendationList
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.feature_update import FEATURE_SCHEMA_VERSION, FeatureUpdate, entity_id
from events.shared.json_records import encode
from features.shared.definitions.model import Entity
from features.shared.plan.plan import Plan
from online_store.keys import LISTS


class StoreUpdates:
    """Makes the lines.

    Args:
        plan: what is computed.
    """

    def __init__(self, plan: Plan) -> None:
        self._of_entities = [
            (entity, places)
            for entity in plan.definitions.entities
            if (places := _places(plan, entity))
        ]

    def features(self, event: ShoppingEvent, values: Sequence[Any]) -> list[str]:
        """An update of each entity that the event has, from all values in the plan's order."""
        lines = []
        for entity, places in self._of_entities:
            parts = [getattr(event, field) for field in entity.fields]
            if None not in parts:
                update = FeatureUpdate(
                    entity.name,
                    entity_id([str(part) for part in parts]),
                    event.event_time_ms,
                    FEATURE_SCHEMA_VERSION,
                    {name: values[place] for place, name in places},
                    event.event_id,
                )
                lines.append(encode(update).decode())
        return lines


def _places(plan: Plan, entity: Entity) -> list[tuple[int, str]]:
    return [
        (place, one.name)
        for place, one in enumerate(plan.features)
        if one.scope == entity.name and one.written
    ]


def list_update(shopper: str, made: RecommendationList) -> FeatureUpdate:
    """The update that the list of a shopper is; `online_store.lists` reads it back."""
    ranker = made.ranker
    values = {
        "list_id": made.list_id,
        "items": msgspec.json.encode(made.items).decode(),
        "variant": made.variant,
        "definitions": made.definitions,
        "ranker": None if ranker is None else f"{ranker.name}@{ranker.version}",
        "rules": made.rules,
        "job_version": made.job_version,
    }
    return FeatureUpdate(
        LISTS, shopper, made.event_time_ms, LIST_SCHEMA_VERSION, values, made.event_id
    )
