"""Which payment the demo explains: a blocked one that says most."""

from collections.abc import Mapping, Sequence
from typing import Final

from events.fraud.decision import Decision
from events.shared.feature_value import FeatureValue
from simulator.files import Truth

_TELLING: Final = (
    "amount_minor",
    "card_count_5m",
    "card_count_1h",
    "card_count_30d",
    "card_mean_minor_30d",
    "card_amount_z_30d",
    "card_new_merchant",
    "card_distinct_countries_24h",
    "card_speed_kmh",
    "merchant_count_1h",
)


def blocked_example(decisions: Sequence[Decision], truth: Mapping[str, Truth]) -> Decision | None:
    """A blocked fraud, that one whose reasons add most to its score; else any blocked payment."""
    blocked = [decision for decision in decisions if decision.action == "block"]

    def worth(decision: Decision) -> tuple[bool, float, str]:
        fraud = truth[decision.transaction_id].is_fraud
        told = sum(reason.contribution or 0.0 for reason in decision.reasons)
        return (fraud, told, decision.transaction_id)

    return max(blocked, key=worth, default=None)


def telling_features(decision: Decision) -> dict[str, FeatureValue]:
    """The features that the reasons name, then others that a person wants to see."""
    named = [reason.name for reason in decision.reasons if reason.name in decision.features]
    names = dict.fromkeys([*named, *_TELLING])
    values = decision.numbers
    return {name: values[name] for name in names if name in values}
