"""What the rules of the fraud system may read, and the rules that are shipped with it."""

from models.fraud.rules.reading import (
    SHIPPED_RULES,
    load_default_rules,
    load_fraud_rules,
    parse_fraud_rules,
    settle,
)
from models.fraud.rules.schema import LATE_RULE_NAMES, RULE_NAMES, catalogue_schema, rules_schema

__all__ = [
    "LATE_RULE_NAMES",
    "RULE_NAMES",
    "SHIPPED_RULES",
    "catalogue_schema",
    "load_default_rules",
    "load_fraud_rules",
    "parse_fraud_rules",
    "rules_schema",
    "settle",
]
