"""Which features an input cannot feed, so that no model is trained on them."""

from collections.abc import Mapping

from features.fraud.catalogue import FEATURES


def left_out(unfed_fields: Mapping[str, str], constants: Mapping[str, str]) -> dict[str, str]:
    """Feature to the reason why it says nothing, in the order of the catalogue.

    Args:
        unfed_fields: field of the input to the reason why it says nothing (absent, constant).
        constants: feature to what it is in every row.
    """
    reasons = {}
    for feature in FEATURES:
        unfed = [field for field in feature.fields if field in unfed_fields]
        if unfed:
            reasons[feature.name] = ", ".join(f"{field}: {unfed_fields[field]}" for field in unfed)
        elif feature.name in constants:
            reasons[feature.name] = constants[feature.name]
    return reasons
