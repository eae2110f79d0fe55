"""A decision without what says why: for readers who may not see reasons and features."""

from typing import Final

import msgspec
from msgspec import UNSET

from events.fraud.decision import Decision

LEFT_OUT: Final = ("rule_hits", "reasons", "features", "incomplete")
"""Fields that say why: empty, or absent, for a reader without the scope `explain`."""


def brief(decision: Decision) -> Decision:
    """`decision` with nothing under the names of `LEFT_OUT`."""
    return msgspec.structs.replace(
        decision, rule_hits=(), reasons=(), features={}, incomplete=UNSET
    )
