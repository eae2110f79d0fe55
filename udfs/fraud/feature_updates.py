"""What the online store is to have of a payment's entities: one update each.

::

    payment, values --> card: {...}   merchant: {...}   card_merchant: {...}   (no device: none)
"""

from collections.abc import Sequence

from events.fraud.payment import Payment
from events.shared.feature_update import FEATURE_SCHEMA_VERSION, FeatureUpdate, entity_id
from events.shared.feature_value import FeatureValue
from events.shared.json_records import encode
from features.shared.definitions.model import Entity
from features.shared.plan.plan import Plan


def entities_written(plan: Plan) -> tuple[Entity, ...]:
    """The entities that have a feature which is given and written, in their order."""
    scopes = {feature.scope for feature in plan.features if feature.written}
    return tuple(one for one in plan.definitions.entities if one.name in scopes)


class EntityUpdates:
    """Makes the feature updates of one entity.

    Args:
        plan: what is computed.
        entity: whose features.
    """

    def __init__(self, plan: Plan, entity: Entity) -> None:
        self._entity = entity
        self._features = [
            (place, one.name)
            for place, one in enumerate(plan.features)
            if one.scope == entity.name and one.written
        ]

    def of(self, payment: Payment, values: Sequence[FeatureValue]) -> str | None:
        """The update as JSON, from the values in the order of the plan; None without the entity."""
        update = self.update(payment, values)
        return None if update is None else encode(update).decode()

    def update(self, payment: Payment, values: Sequence[FeatureValue]) -> FeatureUpdate | None:
        """The update itself."""
        parts = [getattr(payment, field) for field in self._entity.fields]
        if None in parts:
            return None
        return FeatureUpdate(
            self._entity.name,
            entity_id([str(part) for part in parts]),
            payment.event_time_ms,
            FEATURE_SCHEMA_VERSION,
            {name: values[place] for place, name in self._features},
            payment.transaction_id,
        )
