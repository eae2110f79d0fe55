"""A small schema, and one condition evaluated the way the job evaluates a rule."""

from collections.abc import Mapping

from features.shared.language.expression import parse_expression
from features.shared.language.value_types import NameType, Schema, ValueType
from models.shared.rules.compilation import CompiledRules, compile_rules
from models.shared.rules.rule import Rule

KINDS = {
    "count": ValueType.INT,
    "amount": ValueType.INT,
    "mean": ValueType.FLOAT,
    "speed": ValueType.FLOAT,
    "night": ValueType.BOOL,
    "weekend": ValueType.BOOL,
    "currency": ValueType.TEXT,
    "channel": ValueType.TEXT,
}
NAMES = tuple(KINDS)
SCHEMA: Schema = {
    **{name: NameType(kind, nullable=True) for name, kind in KINDS.items()},
    "hour": NameType(ValueType.INT, nullable=False),
}


def compiled(text: str) -> CompiledRules:
    """Compile one condition over all names but `hour`."""
    rule = Rule("only", 1, parse_expression(text, SCHEMA), "flag", "only")
    return compile_rules([rule], NAMES)


def matches(text: str, values: Mapping[str, object]) -> bool:
    """Whether the condition holds; a name without a value is missing."""
    return compiled(text).hits([values.get(name) for name in NAMES]) != ()
