"""An expression: parsed once, checked against the types of the names that it may read."""

import ast
from collections.abc import Callable
from dataclasses import dataclass

from features.shared.language.checker import Checker
from features.shared.language.equality_signs import meant
from features.shared.language.faults import ExpressionError, ExpressionFault
from features.shared.language.syntax import one_line, parse_syntax
from features.shared.language.tree import Node, names_of
from features.shared.language.value_types import Schema


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition that is safe to compile.

    Attributes:
        text: the expression on one line.
        tree: its checked form.
        names: the names that it reads.
    """

    text: str
    tree: Node
    names: frozenset[str]


def parse_expression(text: str, schema: Schema) -> Expression:
    """Check a condition, which is true or false.

    Raises:
        ExpressionError: it is no condition over the names of the schema; has every fault found.
    """
    return _parsed(text, schema, lambda checker, syntax: checker.condition(syntax))


def parse_value(text: str, schema: Schema) -> Expression:
    """Check an expression of any type; that of its tree is what it gives.

    Raises:
        ExpressionError: it is no expression over the names of the schema; has every fault found.
    """
    return _parsed(text, schema, lambda checker, syntax: checker.build(syntax))


def _parsed(text: str, schema: Schema, build: Callable[[Checker, ast.expr], Node]) -> Expression:
    line = one_line(text)
    as_meant = meant(line)
    try:
        tree = build(Checker(as_meant.text, schema), parse_syntax(as_meant.text))
    except ExpressionError as error:
        raise ExpressionError(as_meant.faults(error.faults)) from error
    if as_meant.columns:
        raise ExpressionError(as_meant.faults())
    names = names_of(tree)
    if not names:
        message = "the expression reads no name, so it would treat every payment alike"
        raise ExpressionError([ExpressionFault(1, message)])
    return Expression(line, tree, names)
