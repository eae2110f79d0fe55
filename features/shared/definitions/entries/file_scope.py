"""What the entries of a file may refer to, and the names that they have given so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Final

from features.shared.definitions.entries.names import GivenNames
from features.shared.definitions.event_schema import EventField, EventSchema
from features.shared.definitions.model import Entity, Feature, FeatureKind
from features.shared.language.fields import FieldReader
from features.shared.language.possible_values import Range
from features.shared.language.value_types import NameType, Schema, ValueType

_VALUE_TYPES: Final[dict[FeatureKind, ValueType]] = {
    "int": ValueType.INT,
    "float": ValueType.FLOAT,
    "bool": ValueType.BOOL,
    "text": ValueType.TEXT,
}
"""Of a list there is none: no expression reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileScope:
    """What stands before an entry.

    Attributes:
        reader: gets the faults.
        schema: of the events.
        fields: every field of an event, by name.
        entities: by name.
        reasons: codes that the file names.
        names: taken by fields and features.
        later: line of every feature's name as it is written, of those further down too.
        features: read so far, by name.
    """

    reader: FieldReader
    schema: EventSchema
    fields: Mapping[str, EventField]
    entities: Mapping[str, Entity]
    reasons: Mapping[str, str]
    names: GivenNames
    later: Mapping[str, int]
    features: dict[str, Feature]

    def event_names(self) -> Schema:
        """Types of what a condition over events reads."""
        return {name: event_field.name_type for name, event_field in self.fields.items()}

    def value_names(self) -> Schema:
        """Types of what a derived value reads; a feature hides a field of its name."""
        features = {
            name: feature_type(feature)
            for name, feature in self.features.items()
            if feature.kind in _VALUE_TYPES
        }
        return {**self.event_names(), **features}

    def is_feature(self, name: str) -> bool:
        """Whether a feature has the name, here or further down."""
        return name in self.features or name in self.later

    def in_record(self, name: str) -> tuple[str, ...]:
        """Fields of the record that a field or a feature is computed from."""
        feature = self.features.get(name)
        return (self.fields[name].in_record,) if feature is None else feature.fields


def feature_type(feature: Feature) -> NameType:
    """How expressions see a feature that is no list."""
    least = -inf if feature.least is None else feature.least
    most = inf if feature.most is None else feature.most
    limited = feature.least is not None or feature.most is not None
    possible = Range(least, most) if limited else None
    return NameType(_VALUE_TYPES[feature.kind], feature.nullable, possible)
