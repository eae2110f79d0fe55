"""What the rules of the fraud system may read, and the rules that are shipped with it."""

from models.fraud.rules.schema import LATE_RULE_NAMES, RULE_NAMES, catalogue_schema
from models.fraud.rules.shipped import load_default_rules

__all__ = ["LATE_RULE_NAMES", "RULE_NAMES", "catalogue_schema", "load_default_rules"]
