"""The features of the shipped definitions that decisions carry, in their one order.

Everything that lists features (the job, rules, models, docs, the store) reads this order.
"""

from typing import Final

from events.shared.time_units import DAY_MS
from features.fraud.definitions import DEFAULT, load_definitions
from features.shared.definitions.model import PAYMENT_SCOPE, Definitions, Feature

FEEDBACK_WINDOW_MS: Final[dict[str, int]] = {
    "1d": DAY_MS,
    "7d": 7 * DAY_MS,
    "30d": 30 * DAY_MS,
}
"""Length of the windows of confirmed frauds at a merchant, which end a feedback delay earlier."""

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
