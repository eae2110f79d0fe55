"""What rules look for that a history does not have: a text that never occurs, a feature not fed."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from features.shared.language.compared_texts import ComparedText, compared_texts
from models.fraud.rules.schema import PAYMENT_TEXTS
from models.shared.rules import RuleSet
from trainset.table import TrainingTable

_SHOWN: Final = 8


def unmatched(rules: RuleSet, table: TrainingTable) -> tuple[str, ...]:
    """A sentence for each thing that a rule looks for in vain, in the order of the rules.

    What a rule looks for in a payment's own fields cannot be told: a training set has none.
    """
    counts = {name: Counter[str](getattr(table, name).tolist()) for name in PAYMENT_TEXTS}
    found = []
    for rule in rules.rules:
        for sought in dict.fromkeys(compared_texts(rule.condition.tree)):
            if sought.name in counts and not any(map(sought.fits, counts[sought.name])):
                occurring = _occurring(counts[sought.name])
                found.append(f"rule '{rule.id}': {_sought(sought)}, the history has {occurring}")
        for name in sorted(rule.condition.names & table.left_out.keys()):
            why = table.left_out[name]
            found.append(f"rule '{rule.id}': the history does not feed {name}: {why}")
    return tuple(found)


def _sought(sought: ComparedText) -> str:
    verb = "is" if sought.whole else "begins with"
    return f"no {sought.name} {verb} {sought.text!r}"


def _occurring(counts: Counter[str]) -> str:
    return ", ".join(_shown(counts))


def _shown(counts: Counter[str]) -> Iterator[str]:
    for value, payments in counts.most_common(_SHOWN):
        yield f"{value!r} ({payments:,})"
    if len(counts) > _SHOWN:
        yield f"{len(counts) - _SHOWN} others"
