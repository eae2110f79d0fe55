"""Tier 1: rules in a small safe language, checked against the feature catalogue and compiled."""

from models.rules.compilation import CompiledRules
from models.rules.faults import ExpressionError, ExpressionFault, RuleFault, RuleSetError
from models.rules.loading import load_default_rules, load_rules, parse_rules
from models.rules.rule import Rule, settle
from models.rules.ruleset import RuleSet
from models.rules.schema import LATE_RULE_NAMES, RULE_NAMES, catalogue_schema
from models.rules.value_types import NameType, Schema, ValueType

__all__ = [
    "LATE_RULE_NAMES",
    "RULE_NAMES",
    "CompiledRules",
    "ExpressionError",
    "ExpressionFault",
    "NameType",
    "Rule",
    "RuleFault",
    "RuleSet",
    "RuleSetError",
    "Schema",
    "ValueType",
    "catalogue_schema",
    "load_default_rules",
    "load_rules",
    "parse_rules",
    "settle",
]
