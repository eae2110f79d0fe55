"""The entries of a definition file, each of which makes one feature or one for each window."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from features.fraud.definitions import hops
from features.fraud.payment_fields import payment_schema
from features.shared.definitions.event_schema import event_fields
from features.shared.definitions.model import Aggregate, Definitions, Feature
from features.shared.limits import HistoryLimits
from features.shared.plan.parts import Part, merged, parts_of


@dataclass(frozen=True, slots=True)
class Definition:
    """One entry of a file.

    Attributes:
        name: as the file has it, without the windows of a list.
        key: name of the key that it is kept by; empty where it needs no history.
        features: one for each window.
    """

    name: str
    key: str
    features: tuple[Feature, ...]

    @property
    def names(self) -> frozenset[str]:
        """Names of its features."""
        return frozenset(feature.name for feature in self.features)


def definitions_of(definitions: Definitions) -> tuple[Definition, ...]:
    """The entries of the file in the order of its features."""
    keys = {
        entity.name: hop.field.removesuffix("_id")
        for hop in hops(definitions)
        for entity in hop.entities
    }
    grouped = groupby(definitions.features, key=lambda feature: (feature.path, feature.line))
    return tuple(_definition(tuple(group), keys) for _, group in grouped)


def _definition(features: tuple[Feature, ...], keys: dict[str, str]) -> Definition:
    name = features[0].name if len(features) == 1 else features[0].name.rpartition("_")[0]
    return Definition(name, keys.get(features[0].scope, ""), features)


def remembered_parts(features: Iterable[Feature], definitions: Definitions) -> tuple[Part, ...]:
    """The parts of a key's state that the features are read from.

    Raises:
        ValueError: the class of an own aggregate is not installed.
    """
    fields = event_fields(payment_schema(definitions.money), definitions.fields)
    feedback_ms = HistoryLimits().feedback_delay_ms
    found: list[Part] = []
    for feature in features:
        source = feature.source
        if isinstance(source, Aggregate):
            delay_ms = feedback_ms if source.delay_ms == "feedback" else source.delay_ms
            found += parts_of(source, delay_ms, fields)
    return merged(found)


def sharing(feature: Feature, definitions: Definitions) -> tuple[str, ...]:
    """Names of the other entries of its entity that are read from the same parts of the state."""
    own = _signatures([feature], definitions)
    return tuple(
        entry.name
        for entry in definitions_of(definitions)
        if entry.features[0].scope == feature.scope
        and feature not in entry.features
        and own & _signatures(entry.features, definitions)
    )


def _signatures(features: Iterable[Feature], definitions: Definitions) -> frozenset[str]:
    return frozenset(part.signature for part in remembered_parts(features, definitions))
