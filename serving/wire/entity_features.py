"""The newest features of an entity, with their age."""

from collections.abc import Mapping

from msgspec import Struct

from events.shared.feature_value import WrittenValue


class EntityFeatures(Struct, frozen=True, kw_only=True):
    """The newest features of an entity.

    Attributes:
        entity: its kind.
        ids: a value for each of its fields.
        event_time_ms: time of the payment that they were computed at.
        age_ms: how long ago that was; they do not change until the next payment.
        ttl_s: seconds until the store forgets them.
        schema_version: of the feature update.
        values: value by name, null where the feature is missing or not a number.
    """

    entity: str
    ids: tuple[str, ...]
    event_time_ms: int
    age_ms: int
    ttl_s: int
    schema_version: int
    values: Mapping[str, WrittenValue]
