"""What rules may read: features, some texts of the payment itself, and its own fields."""

from collections.abc import Callable, Iterable
from math import inf
from typing import Final

from events.fraud.payment import Payment
from events.shared.own_fields import FieldValue, OwnField
from features.fraud.catalogue import FEATURES
from features.shared.definitions.event_schema import own_event_field
from features.shared.definitions.model import Definitions, Feature
from features.shared.language.possible_values import (
    COUNTRY_VALUES,
    CURRENCY_VALUES,
    PossibleValues,
    Range,
)
from features.shared.language.value_types import NameType, Schema, ValueType
from models.fraud.given_features import SHIPPED_FEATURES, GivenFeatures

PAYMENT_TEXTS: Final = ("currency", "country", "channel")
"""Fields that every payment has and rules may read."""

_KINDS: Final = {
    "int": ValueType.INT,
    "float": ValueType.FLOAT,
    "bool": ValueType.BOOL,
    "text": ValueType.TEXT,
}
"""A list is for people to look at: no rule reads one."""


_POSSIBLE_TEXTS: Final[dict[str, PossibleValues]] = {
    "currency": CURRENCY_VALUES,
    "country": COUNTRY_VALUES,
}
"""Of the payment's texts; a channel is whatever the sender calls it."""


def catalogue_schema() -> Schema:
    """Types of all names of the shipped definitions that are written."""
    return _schema(FEATURES, ())


def rules_schema(definitions: Definitions) -> Schema:
    """Types of all names that rules may read where these definitions are in force."""
    return _schema(definitions.features, definitions.fields)


def _schema(features: Iterable[Feature], fields: Iterable[OwnField]) -> Schema:
    """What depends on history can be missing: a late payment has none."""
    texts = {
        name: NameType(ValueType.TEXT, nullable=False, possible=_POSSIBLE_TEXTS.get(name))
        for name in PAYMENT_TEXTS
    }
    own = {one.name: own_event_field(one).name_type for one in fields}
    of_features = {
        feature.name: NameType(
            _KINDS[feature.kind],
            nullable=feature.nullable or feature.scope != "payment",
            possible=_range(feature),
        )
        for feature in features
        if feature.kind in _KINDS
    }
    return texts | own | of_features


def rule_names(features: tuple[str, ...], given: GivenFeatures) -> tuple[str, ...]:
    """Order of the values that compiled rules get: the features, then what the payment has.

    Args:
        features: names of those that have values.
        given: the features of the decision.
    """
    return (*features, *_read_of_payment(given))


def payment_values(
    given: GivenFeatures,
) -> Callable[[Payment], tuple[FieldValue | float | None, ...]]:
    """Makes what the payment itself has for rules, in the order of `rule_names`."""
    decimals = {one.name: 10**one.digits for one in given.definitions.fields if one.digits}
    names = _read_of_payment(given)
    if not decimals:
        return lambda payment: tuple([getattr(payment, name) for name in names])

    def values(payment: Payment) -> tuple[FieldValue | float | None, ...]:
        found = [getattr(payment, name) for name in names]
        return tuple(
            value / decimals[name] if name in decimals and value is not None else value
            for name, value in zip(names, found, strict=True)
        )

    return values


def _read_of_payment(given: GivenFeatures) -> tuple[str, ...]:
    """A feature may be the very field of its name, which is then there once."""
    taken = {one.name for one in given.definitions.features}
    own = (one.name for one in given.definitions.fields)
    return tuple(name for name in (*PAYMENT_TEXTS, *own) if name not in taken)


RULE_NAMES: Final = rule_names(SHIPPED_FEATURES.names, SHIPPED_FEATURES)
"""Of the shipped definitions."""

LATE_RULE_NAMES: Final = rule_names(SHIPPED_FEATURES.late_names, SHIPPED_FEATURES)
"""The same for a late payment, which has no history; all else is missing."""


def _range(feature: Feature) -> Range | None:
    if feature.least is None and feature.most is None:
        return None
    least = -inf if feature.least is None else feature.least
    return Range(least, inf if feature.most is None else feature.most)
