"""A decision without what says why: for readers who may not see reasons and features."""

import msgspec
from msgspec import UNSET

from events.fraud.decision import Decision


def brief(decision: Decision) -> Decision:
    """`decision` with no rules, reasons or features: they are for the scope `explain` alone.

    Neither has it the payment's amount and own fields, which are features as well.
    """
    return msgspec.structs.replace(
        decision,
        rule_hits=(),
        reasons=(),
        features={},
        incomplete=UNSET,
        base_currency=UNSET,
        amount_base_minor=UNSET,
        fields=UNSET,
    )
