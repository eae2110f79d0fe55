"""Whitelist and static types: a Python syntax tree becomes typed nodes, or faults with columns."""

import ast
from collections.abc import Sequence
from functools import singledispatchmethod
from itertools import pairwise

from events.shared.spelling import nearest
from features.shared.language.comparisons import (
    comparison_fault,
    impossible_comparison,
    impossible_members,
    impossible_prefix,
    membership_fault,
)
from features.shared.language.constants import literal, literal_items
from features.shared.language.fault_words import OPERATORS, Wording, construct
from features.shared.language.faults import ExpressionError, ExpressionFault, collected, each
from features.shared.language.functions import FUNCTIONS, Function, wider
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
    never_missing,
)
from features.shared.language.value_types import Schema, ValueType


class Checker:
    """Builds the checked tree of one expression.

    Every method raises ExpressionError with all the faults of the pieces below it.
    """

    def __init__(self, text: str, schema: Schema) -> None:
        self._schema = schema
        self._wording = Wording(text)

    def condition(self, syntax: ast.expr) -> Node:
        """Build a node that must be true or false."""
        built = self.build(syntax)
        if built.kind is not ValueType.BOOL:
            found = self._wording.described(syntax, built.kind)
            raise self._wording.error(syntax, f"expected true/false, found {found}")
        return built

    @singledispatchmethod
    def build(self, syntax: ast.expr) -> Node:
        """Build the node of a piece of syntax; what is not registered is not in the language."""
        message = f"{construct(syntax)} is not part of the rule language"
        raise self._wording.error(syntax, message)

    @build.register
    def _logic(self, syntax: ast.BoolOp) -> Node:
        operands = each(self.condition, syntax.values)
        return Logic("and" if isinstance(syntax.op, ast.And) else "or", operands)

    @build.register
    def _unary(self, syntax: ast.UnaryOp) -> Node:
        if isinstance(syntax.op, ast.Not):
            return Inversion(self.condition(syntax.operand))
        if not isinstance(syntax.op, ast.USub):
            raise self._wording.error(syntax, "this operator is not part of the rule language")
        operand = self.build(syntax.operand)
        if not operand.kind.numeric:
            found = self._wording.described(syntax.operand, operand.kind)
            raise self._wording.error(syntax, f"'-' takes a number, found {found}")
        return Negation(operand, operand.kind)

    @build.register
    def _arithmetic(self, syntax: ast.BinOp) -> Node:
        symbol = OPERATORS.get(type(syntax.op))
        if symbol is None:
            raise self._wording.error(syntax, "this operator is not part of the rule language")
        parts = (syntax.left, syntax.right)
        left, right = each(self.build, parts)
        kind = wider((left.kind, right.kind))
        if kind is None:
            found = self._wording.each(parts, (left.kind, right.kind))
            raise self._wording.error(syntax, f"'{symbol}' takes two numbers, found {found}")
        if symbol in {"/", "//", "%"} and isinstance(right, Literal) and right.value == 0:
            raise self._wording.error(syntax, "a division by 0 is always missing")
        return Arithmetic(symbol, left, right, ValueType.FLOAT if symbol == "/" else kind)

    @build.register
    def _comparison(self, syntax: ast.Compare) -> Node:
        if isinstance(syntax.ops[0], ast.In | ast.NotIn) and len(syntax.ops) == 1:
            return self._membership(syntax)
        symbols = tuple(OPERATORS.get(type(operator), "") for operator in syntax.ops)
        if "" in symbols:
            message = "'is', and 'in' within a chain, are not part of the rule language"
            raise self._wording.error(syntax, message)
        parts = (syntax.left, *syntax.comparators)
        operands = each(self.build, parts)
        faults: list[ExpressionFault] = []
        for symbol, at, pair in zip(symbols, pairwise(parts), pairwise(operands), strict=True):
            kinds = [node.kind for node in pair]
            fault = comparison_fault(symbol, kinds, self._wording.each(at, kinds))
            fault = fault or impossible_comparison(symbol, *pair)
            if fault is not None:
                faults.append(self._wording.fault(at[0], fault))
        if faults:
            raise ExpressionError(faults)
        return Comparison(symbols, operands)

    def _membership(self, syntax: ast.Compare) -> Node:
        among = syntax.comparators[0]
        faults: list[ExpressionFault] = []
        operand = collected(faults, self.build, syntax.left)
        items = collected(faults, lambda at: literal_items(at, self._wording), among)
        if operand is None or items is None:
            raise ExpressionError(faults)
        found = self._wording.described(syntax.left, operand.kind)
        fault = membership_fault(items, operand.kind, found)
        values = tuple(item.value for item in items)
        wrong = impossible_members(operand, values) if fault is None else (fault,)
        if wrong:
            raise ExpressionError([self._wording.fault(among, message) for message in wrong])
        return Membership(operand, values, isinstance(syntax.ops[0], ast.NotIn))

    @build.register
    def _constant(self, syntax: ast.Constant) -> Node:
        return literal(syntax, self._wording)

    @build.register
    def _name(self, syntax: ast.Name) -> Node:
        if not self._wording.spelled(syntax):
            raise self._wording.error(syntax, "a name is written in plain ASCII letters")
        known = self._schema.get(syntax.id)
        if known is None:
            hint = nearest(syntax.id, (*self._schema, "True", "False"))
            raise self._wording.error(syntax, f"unknown name '{syntax.id}'{hint}")
        return Name(syntax.id, known.kind, known.nullable, known.possible)

    @build.register
    def _call(self, syntax: ast.Call) -> Node:
        if not isinstance(syntax.func, ast.Name) or not self._wording.spelled(syntax.func):
            message = "only a listed function can be called, by its plain name"
            raise self._wording.error(syntax, message)
        name = syntax.func.id
        function = FUNCTIONS.get(name)
        if function is None:
            hint = nearest(name, FUNCTIONS)
            raise self._wording.error(syntax, f"unknown function '{name}'{hint}")
        fault = function.arity_fault(syntax)
        if fault is not None:
            raise self._wording.error(syntax, fault)
        arguments = each(self.build, syntax.args)
        kind = self._result(syntax, function, arguments)
        impossible = impossible_prefix(*arguments) if name == "starts_with" else None
        if impossible is not None:
            raise self._wording.error(syntax, impossible)
        return Call(name, arguments, kind)

    def _result(self, syntax: ast.Call, function: Function, arguments: Sequence[Node]) -> ValueType:
        kinds = [argument.kind for argument in arguments]
        kind = function.result(kinds)
        if kind is None:
            found = self._wording.each(syntax.args, kinds)
            raise self._wording.error(syntax, f"{function.signature} expected, found {found}")
        if function.for_missing and never_missing(arguments[0]):
            found = self._wording.quoted(syntax.args[0])
            raise self._wording.error(syntax, f"{found} is never missing")
        return kind
