"""The meaning of an expression, by a walk over its checked tree; None is a missing value."""

import operator
from collections.abc import Callable, Mapping
from functools import singledispatch

from features.shared.language.tree import (
    Arithmetic,
    Call,
    Comparison,
    Inversion,
    Literal,
    Logic,
    Membership,
    Name,
    Negation,
    Node,
)

Names = Mapping[str, object]

ARITHMETIC: dict[str, Callable[..., object]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}
COMPARISONS: dict[str, Callable[..., bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
NUMERIC: dict[str, Callable[..., object]] = {"abs": abs, "min": min, "max": max, "round": round}


def holds(node: Node, names: Names) -> bool:
    """Whether a condition is true; a missing one is not."""
    return evaluate(node, names) is True


@singledispatch
def evaluate(node: Node, names: Names) -> object:
    """Value of an expression."""
    raise TypeError(f"no such node: {type(node).__name__}, of {sorted(names)}")


@evaluate.register
def _literal(node: Literal, _: Names) -> object:
    return node.value


@evaluate.register
def _name(node: Name, names: Names) -> object:
    return names[node.id]


@evaluate.register
def _negation(node: Negation, names: Names) -> object:
    return known(operator.neg, evaluate(node.operand, names))


@evaluate.register
def _arithmetic(node: Arithmetic, names: Names) -> object:
    function = ARITHMETIC[node.operator]
    return known(function, evaluate(node.left, names), evaluate(node.right, names))


@evaluate.register
def _comparison(node: Comparison, names: Names) -> object:
    values = [evaluate(operand, names) for operand in node.operands]
    if any(value is None for value in values):
        return False
    pairs = zip(node.operators, values, values[1:], strict=False)
    return all(COMPARISONS[symbol](left, right) for symbol, left, right in pairs)


@evaluate.register
def _membership(node: Membership, names: Names) -> object:
    value = evaluate(node.operand, names)
    return value is not None and (value in node.items) != node.negated


@evaluate.register
def _logic(node: Logic, names: Names) -> object:
    both = all if node.operator == "and" else any
    return both(holds(operand, names) for operand in node.operands)


@evaluate.register
def _inversion(node: Inversion, names: Names) -> object:
    return not holds(node.operand, names)


@evaluate.register
def _call(node: Call, names: Names) -> object:
    values = [evaluate(argument, names) for argument in node.arguments]
    if node.function == "is_missing":
        return values[0] is None
    if node.function == "coalesce":
        return values[1] if values[0] is None else values[0]
    if node.function == "starts_with":
        text, beginning = values
        return isinstance(text, str) and isinstance(beginning, str) and text.startswith(beginning)
    return known(NUMERIC[node.function], *values)


def known(function: Callable[..., object], *values: object) -> object:
    """The result on numbers; missing where one is, or where no finite number comes out."""
    if any(value is None for value in values):
        return None
    try:
        result = function(*values)
    except (ArithmeticError, ValueError):
        return None
    infinite = isinstance(result, float) and result - result != 0
    return None if infinite else result
