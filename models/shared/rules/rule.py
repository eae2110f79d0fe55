"""A rule and how the rules that match a payment settle it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from events.fraud.decision import Action
from features.shared.language.expression import Expression

PRECEDENCE: Final[tuple[Action, ...]] = ("block", "flag", "allow")
"""Every action, the one that wins first."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: unique within its set.
        version: increased by its author with every change.
        condition: when it matches.
        action: what it asks for.
        reason: a sentence for a person.
    """

    id: str
    version: int
    condition: Expression
    action: Action
    reason: str


def settle(hits: Iterable[Rule]) -> Action | None:
    """Return the strongest action asked for, or None where no rule matched.

    A block wins over a flag, a flag over an allow.
    """
    asked = {rule.action for rule in hits}
    return next((action for action in PRECEDENCE if action in asked), None)
