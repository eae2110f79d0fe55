"""What the store can be asked for: the entities of the definitions whose features are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.shared.feature_update import Entity
from events.shared.identifiers import identifier_fault
from features.shared.definitions.model import Definitions, FeatureKind


@dataclass(frozen=True)
class ReadableEntity:
    """An entity that has features in the store.

    Attributes:
        name: of the entity.
        fields: the one field, or the two, whose values are its id.
        kinds: kind of each of its features by name.
    """

    name: Entity
    fields: tuple[str, ...]
    kinds: Mapping[str, FeatureKind]

    def id_fault(self, ids: Sequence[str]) -> str | None:
        """Why no payment has such ids, or None; no value is shown.

        Args:
            ids: a value for each field.
        """
        if len(ids) != len(self.fields):
            return f"{len(ids)} given, {self.name} is known by {' and '.join(self.fields)}"
        for field, one in zip(self.fields, ids, strict=True):
            fault = identifier_fault(one) if field.endswith("_id") else None
            if fault is not None:
                return f"no payment has such an id: {fault}"
        return None


def readable_entities(definitions: Definitions) -> dict[Entity, ReadableEntity]:
    """The entities by name, in the order of the definitions."""
    kinds: dict[Entity, dict[str, FeatureKind]] = {}
    for feature in definitions.features:
        if feature.written:
            kinds.setdefault(feature.scope, {})[feature.name] = feature.kind
    return {
        one.name: ReadableEntity(one.name, one.fields, kinds[one.name])
        for one in definitions.entities
        if one.name in kinds
    }
