"""A feature update: the newest feature values of one card or merchant, for serving."""

from typing import Final, Literal

from msgspec import Struct

from events.shared.feature_value import FeatureValue

FEATURE_SCHEMA_VERSION: Final = 1

Entity = Literal["card", "merchant"]


class FeatureUpdate(Struct, frozen=True):
    """The features of one entity as of one payment.

    Attributes:
        entity: kind of the entity.
        entity_id: its id.
        event_time_ms: time of the payment; a newer update replaces an older one.
        schema_version: version of the feature definitions.
        values: value by feature name; None where a feature is missing.
        transaction_id: the payment it was computed at.
    """

    entity: Entity
    entity_id: str
    event_time_ms: int
    schema_version: int
    values: dict[str, FeatureValue]
    transaction_id: str
