"""What must be computed for some features: they and all that they are derived from."""

from collections.abc import Iterable

from features.shared.definitions.model import Definitions, Derived, Feature


def needed_features(definitions: Definitions, names: Iterable[str]) -> tuple[Feature, ...]:
    """The features of these names and those that they read, in the order of the file."""
    wanted = set(names)
    found: list[Feature] = []
    for feature in reversed(definitions.features):
        if feature.name in wanted:
            found.append(feature)
            if isinstance(feature.source, Derived):
                wanted |= feature.source.expression.names
    return tuple(reversed(found))


def readers_of(feature: Feature, definitions: Definitions) -> tuple[str, ...]:
    """Names of the derived features that read it."""
    return tuple(
        one.name
        for one in definitions.features
        if isinstance(one.source, Derived)
        and feature.name in one.source.expression.names
        and one is not feature
    )
