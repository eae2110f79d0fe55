"""A rule and how the rules that match an event settle it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from features.shared.language.expression import Expression


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: unique within its set.
        version: increased by its author with every change.
        condition: when it matches.
        action: what it asks for, one of those of its system.
        reason: a sentence for a person.
    """

    id: str
    version: int
    condition: Expression
    action: str
    reason: str


def strongest(asked: Iterable[str], precedence: Sequence[str]) -> str | None:
    """The action that wins among those asked for, None where there is none.

    Args:
        asked: actions.
        precedence: every action of the system, the one that wins first.

    >>> strongest(["flag", "block", "flag"], ["block", "flag", "allow"])
    'block'
    """
    wanted = set(asked)
    return next((action for action in precedence if action in wanted), None)
