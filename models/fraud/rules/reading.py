"""Rules files of the fraud system, the shipped one among them, and what rules that match settle."""

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Final

from events.fraud.decision import Action
from features.shared.language.value_types import Schema
from models.fraud.thresholds import ACTIONS, action_named
from models.shared.rules.loading import load_rules, parse_rules
from models.shared.rules.rule import strongest
from models.shared.rules.ruleset import RuleSet

SHIPPED_RULES: Final = Path(__file__).parent
"""Folder of the rules that come with the fraud system."""

_PRECEDENCE: Final = tuple(reversed(ACTIONS))
"""A block wins over a flag, a flag over an allow."""


def load_fraud_rules(path: Path, schema: Schema) -> RuleSet:
    """Read and check a rules file.

    Raises:
        RuleSetError: the file cannot be read or anything in it is wrong.
    """
    return load_rules(path, schema, ACTIONS)


def parse_fraud_rules(text: str, path: str, schema: Schema) -> RuleSet:
    """Check the text of a rules file; `path` is for messages.

    Raises:
        RuleSetError: anything in it is wrong.
    """
    return parse_rules(text, path, schema, ACTIONS)


def load_default_rules(schema: Schema) -> RuleSet:
    """Read the rules that come with the package.

    Raises:
        RuleSetError: the schema lacks names that they read.
    """
    text = files("models.fraud.rules").joinpath("default.yaml").read_text(encoding="utf-8")
    return parse_fraud_rules(text, "models/fraud/rules/default.yaml", schema)


def settle(asked: Iterable[str]) -> Action | None:
    """The strongest of the actions that rules ask for, None where no rule matched."""
    action = strongest(asked, _PRECEDENCE)
    return None if action is None else action_named(action)
