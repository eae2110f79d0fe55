"""A versioned set of rules with a fingerprint of its content."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from models.shared.rules.compilation import Absent, CompiledRules, compile_rules
from models.shared.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules in force.

    Attributes:
        version: increased by its author with every change.
        sha256: fingerprint of everything that decides; comments and layout of the file do not.
        rules: in the order of the file.
    """

    version: int
    sha256: str
    rules: tuple[Rule, ...]

    def compile(self, names: Sequence[str], absent: Absent = "refuse") -> CompiledRules:
        """Compile for values in the order of `names`, see `compile_rules`."""
        return compile_rules(self.rules, names, absent)


def rule_set(version: int, rules: Sequence[Rule]) -> RuleSet:
    """Make the set with its fingerprint."""
    content = [
        [rule.id, rule.version, rule.condition.text, rule.action, rule.reason] for rule in rules
    ]
    canonical = json.dumps([version, content], separators=(",", ":"))
    return RuleSet(version, sha256(canonical.encode()).hexdigest(), tuple(rules))
