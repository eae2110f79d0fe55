"""What a checked definition file says of the values of its features."""

from features.shared.definitions.model import Feature


def as_said(feature: Feature, value: object) -> bool:
    """Whether a value of a payment on time is what the checked file says of the feature."""
    if value is None:
        return feature.nullable
    if feature.kind in {"text", "list"}:
        return isinstance(value, str if feature.kind == "text" else tuple)
    if not isinstance(value, int | float) or type(value).__name__ != feature.kind:
        return False
    low = feature.least is None or feature.least <= value
    return low and (feature.most is None or value <= feature.most)
