"""The features of the shipped definitions that decisions carry, in their one order.

Everything that lists features (the job, rules, models, docs, the store) reads this order.
"""

from typing import Final

from features.fraud.definitions import DEFAULT, load_definitions
from features.shared.definitions.model import PAYMENT_SCOPE, Definitions, Feature

SHIPPED: Final[Definitions] = load_definitions(DEFAULT)
"""All that is shipped, features too that are computed only where something reads them."""

FEATURES: Final[tuple[Feature, ...]] = tuple(
    feature for feature in SHIPPED.features if feature.written
)
"""What every decision carries, in the order of every values sequence: payment, card, merchant."""


def _of(scope: str) -> tuple[Feature, ...]:
    return tuple(feature for feature in FEATURES if feature.scope == scope)


PAYMENT_FEATURES: Final = _of(PAYMENT_SCOPE)
CARD_FEATURES: Final = _of("card")
MERCHANT_FEATURES: Final = _of("merchant")
FEATURE_NAMES: Final[tuple[str, ...]] = tuple(feature.name for feature in FEATURES)
