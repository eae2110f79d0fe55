"""The rules that come with the fraud system."""

from importlib.resources import files

from features.shared.language.value_types import Schema
from models.shared.rules.loading import parse_rules
from models.shared.rules.ruleset import RuleSet


def load_default_rules(schema: Schema) -> RuleSet:
    """Read the rules that come with the package.

    Raises:
        RuleSetError: the schema lacks names that they read.
    """
    text = files("models.fraud.rules").joinpath("default.yaml").read_text(encoding="utf-8")
    return parse_rules(text, "models/fraud/rules/default.yaml", schema)
