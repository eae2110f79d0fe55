"""Which features decisions are made by and carry: of the shipped definitions, or of a team's own.

::

    written ones + those that rules read + those that the model reads
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from features.fraud.catalogue import FEATURE_NAMES, PAYMENT_FEATURES, SHIPPED
from features.shared.definitions.model import Definitions
from features.shared.plan.plan import Plan
from models.shared.rules import RuleSet


@dataclass(frozen=True, slots=True)
class GivenFeatures:
    """The features of a payment that a decision is made by and carries.

    Attributes:
        definitions: that have them.
        names: in the order of the values.
        late_names: the same of a late payment, which has no history.
    """

    definitions: Definitions
    names: tuple[str, ...]
    late_names: tuple[str, ...]


SHIPPED_FEATURES: Final = GivenFeatures(
    SHIPPED, FEATURE_NAMES, tuple(feature.name for feature in PAYMENT_FEATURES)
)
"""Those that the shipped definitions have written."""


def given_by(plan: Plan) -> GivenFeatures:
    """The features that a plan gives."""
    return GivenFeatures(plan.definitions, plan.names, plan.late_names)


def needed_names(
    definitions: Definitions, rules: RuleSet, model_features: Iterable[str]
) -> tuple[str, ...]:
    """What has to be computed to decide by the rules and the model, and to write what is written.

    Args:
        definitions: that have the features.
        rules: in force; they read fields of the payment, too.
        model_features: names of the features that the model reads.
    """
    read = set(model_features).union(*(rule.condition.names for rule in rules.rules))
    return tuple(one.name for one in definitions.features if one.written or one.name in read)
