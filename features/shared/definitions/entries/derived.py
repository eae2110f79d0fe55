"""A feature computed from others and from the payment's fields, as its entry says."""

from math import isinf
from typing import Final

from events.shared.feature_value import FeatureValue
from events.shared.own_fields import MOST_UNITS
from features.shared.definitions.aggregate_results import Result
from features.shared.definitions.entries.computed import Computed
from features.shared.definitions.entries.conditions import read_value
from features.shared.definitions.entries.file_scope import FileScope
from features.shared.definitions.entries.stated import stated_limits
from features.shared.definitions.model import PAYMENT_SCOPE, Derived, FeatureKind
from features.shared.language.expression import Expression
from features.shared.language.fields import Fields
from features.shared.language.spans import may_be_whole, span_of, stays_whole
from features.shared.language.value_types import ValueType
from features.shared.language.whole_numbers import LEAST_WHOLE, MOST_WHOLE

_KINDS: Final[dict[ValueType, FeatureKind]] = {
    ValueType.INT: "int",
    ValueType.FLOAT: "float",
    ValueType.BOOL: "bool",
    ValueType.TEXT: "text",
}


def read_derived(fields: Fields, what: str, scope: FileScope) -> Computed | None:
    """Read the entry, or note its faults.

    Its scope is the last entity whose history it reads, `PAYMENT_SCOPE` where it reads none.
    """
    expression = read_value(fields, what, scope)
    if expression is None:
        return None
    kind = _KINDS[expression.tree.kind]
    if_missing = _if_missing(fields, kind, what, scope)
    if kind == "int" and not may_be_whole(expression.tree):
        message = "the value is always beyond 64 bits, so it is always missing"
        scope.reader.refuse(fields["value"], f"{what}: {message}")
        result = Result(kind, nullable=True)
    else:
        result = _result(expression, kind, if_missing)
    _check_personal(fields, expression, kind, what, scope)
    read = sorted(expression.names, key=expression.text.index)
    windows = [scope.features[name].window_ms or 0 for name in read if name in scope.features]
    return Computed(
        source=Derived(expression, if_missing),
        result=stated_limits(fields, result, what, scope.reader),
        scope=_scope_of(expression, scope),
        window_ms=max(windows, default=0) or None,
        fields=tuple(dict.fromkeys(field for name in read for field in scope.in_record(name))),
    )


def _if_missing(fields: Fields, kind: FeatureKind, what: str, scope: FileScope) -> FeatureValue:
    reader = scope.reader
    match kind:
        case "int":
            return reader.whole(fields, "missing", what, (-MOST_UNITS, MOST_UNITS))
        case "float":
            return reader.number(fields, "missing", what)
        case "bool":
            return reader.flag(fields, "missing", what)
    if "missing" in fields:
        message = "'missing' is a number or true/false: for a text use coalesce()"
        reader.refuse(fields["missing"], f"{what}: {message}")
    return None


def _result(expression: Expression, kind: FeatureKind, if_missing: FeatureValue) -> Result:
    span = span_of(expression.tree)
    missing = span.missing or (
        kind == "int" and not stays_whole(expression.tree, for_certain=False)
    )
    nullable = missing and if_missing is None
    if kind not in {"int", "float"}:
        return Result(kind, nullable)
    least, most = span.possible.least, span.possible.most
    if kind == "int":
        least, most = _clamped(least), _clamped(most)
    if missing and if_missing is not None:
        least, most = min(least, if_missing), max(most, if_missing)
    return Result(kind, nullable, least, most)


def _clamped(end: float) -> float:
    """The limit within 64 bits; none stays none."""
    return end if isinf(end) else max(LEAST_WHOLE, min(MOST_WHOLE, end))


def _check_personal(
    fields: Fields, expression: Expression, kind: FeatureKind, what: str, scope: FileScope
) -> None:
    """True or false of a number or a text tells little of it; of true or false it is the value."""
    personal = [
        name
        for name in sorted(expression.names)
        if name not in scope.features and scope.fields[name].personal
    ]
    if personal and kind != "bool":
        message = f"'{personal[0]}' is personal: a value that reads it must be true or false"
        scope.reader.refuse(fields["value"], f"{what}: {message}")
    flags = [name for name in personal if scope.fields[name].type == "boolean"]
    if flags and kind == "bool":
        message = f"'{flags[0]}' is personal, a value that reads it could be its very value"
        scope.reader.refuse(fields["value"], f"{what}: {message}")


def _scope_of(expression: Expression, scope: FileScope) -> str:
    read = {scope.features[name].scope for name in expression.names if name in scope.features}
    return next((name for name in reversed(tuple(scope.entities)) if name in read), PAYMENT_SCOPE)
