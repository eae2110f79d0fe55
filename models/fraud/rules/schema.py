"""What rules may read: every feature of the catalogue, and texts of the payment itself."""

from math import inf
from typing import Final

from features.fraud.catalogue import FEATURE_NAMES, FEATURES, PAYMENT_FEATURES
from features.shared.definitions.model import Feature
from features.shared.language.possible_values import (
    COUNTRY_VALUES,
    CURRENCY_VALUES,
    PossibleValues,
    Range,
)
from features.shared.language.value_types import NameType, Schema, ValueType

PAYMENT_TEXTS: Final = ("currency", "country", "channel")
"""Fields of the payment that rules may read, in the order they follow the features."""

RULE_NAMES: Final = (*FEATURE_NAMES, *PAYMENT_TEXTS)
"""Order of the values that compiled rules get: the features, then the payment's texts."""

LATE_RULE_NAMES: Final = (*(feature.name for feature in PAYMENT_FEATURES), *PAYMENT_TEXTS)
"""The same for a late payment, which has no history; all else is missing."""

_KINDS: Final = {"int": ValueType.INT, "float": ValueType.FLOAT, "bool": ValueType.BOOL}


_POSSIBLE_TEXTS: Final[dict[str, PossibleValues]] = {
    "currency": CURRENCY_VALUES,
    "country": COUNTRY_VALUES,
}
"""Of the payment's texts; a channel is whatever the sender calls it."""


def catalogue_schema() -> Schema:
    """Types of all names. What depends on history can be missing: a late payment has none."""
    features = {
        feature.name: NameType(
            _KINDS[feature.kind],
            nullable=feature.nullable or feature.scope != "payment",
            possible=_range(feature),
        )
        for feature in FEATURES
    }
    texts = {
        name: NameType(ValueType.TEXT, nullable=False, possible=_POSSIBLE_TEXTS.get(name))
        for name in PAYMENT_TEXTS
    }
    return features | texts


def _range(feature: Feature) -> Range | None:
    if feature.least is None and feature.most is None:
        return None
    least = -inf if feature.least is None else feature.least
    return Range(least, inf if feature.most is None else feature.most)
