"""Rules in a small safe language, checked against what they may read and compiled."""

from features.shared.language.faults import FileFault, RuleSetError
from models.shared.rules.compilation import CompiledRules
from models.shared.rules.loading import load_rules, parse_rules
from models.shared.rules.rule import Rule, strongest
from models.shared.rules.ruleset import RuleSet

__all__ = [
    "CompiledRules",
    "FileFault",
    "Rule",
    "RuleSet",
    "RuleSetError",
    "load_rules",
    "parse_rules",
    "strongest",
]
