"""Checked trees to Python source, with a missing value carried through as the language defines.

Every value is written as *guards* and *code*: where all guards hold, the code is its value; where
one does not, it is missing. Guards are tested from left to right, each once.

    card_speed_kmh / 3 > x      guards  v0 is not None, (t0 := divide(v0, 3)) is not None,
                                        v1 is not None
                                code    t0 > v1
"""

from collections.abc import Iterable, Mapping
from functools import singledispatchmethod
from typing import Final

from features.shared.language.arithmetic import OPERATIONS, rounded
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
from features.shared.language.value_types import ValueType

OPERATION_NAMES: Final = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "//": "divide_down",
    "%": "remainder",
}
"""Name of each total operation in generated code."""

CODE_NAMES: Final[Mapping[str, object]] = {
    "__builtins__": {},
    "abs": abs,
    "min": min,
    "max": max,
    "rounded": rounded,
    **{OPERATION_NAMES[symbol]: operation for symbol, operation in OPERATIONS.items()},
}
"""What generated code calls, by name; it reads nothing else but its variables."""

_CANNOT_FAIL: Final = frozenset(("+", "-", "*"))

Guards = tuple[str, ...]
Value = tuple[Guards, str]


class Generator:
    """Writes conditions and values over local variables, of which None is a missing one.

    One generator writes all that stands in one function: its temporaries are local there. A
    decimal's variable holds its number (12.34), not the whole number of its last digit.

    Args:
        variables: local variable of each name.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._temporaries = 0

    def condition(self, node: Node) -> str:
        """Code that is true exactly where the condition holds; a missing one does not."""
        match node:
            case Name(id):
                return self._variables[id]
            case Logic(operator, operands):
                return f"({f' {operator} '.join(map(self.condition, operands))})"
            case Inversion(operand):
                return f"(not {self.condition(operand)})"
            case _:
                guards, code = self._value(node)
                return _all_of((*guards, code))

    def value(self, node: Node) -> str:
        """Code that gives the expression's value, or None where it is missing."""
        guards, code = self._value(node)
        return f"({code} if {_all_of(guards)} else None)" if guards else code

    @singledispatchmethod
    def _value(self, node: Node) -> Value:
        raise TypeError(f"no such node: {type(node).__name__}")

    @_value.register
    def _literal(self, node: Literal) -> Value:
        # Escaped, so that no text can leave its quotes; a sign is a Negation of its own.
        return (), ascii(node.value)

    @_value.register
    def _name(self, node: Name) -> Value:
        # Guarded whatever the schema says: a late payment lacks its history.
        variable = self._variables[node.id]
        return (f"{variable} is not None",), variable

    @_value.register
    def _negation(self, node: Negation) -> Value:
        guards, code = self._value(node.operand)
        return guards, f"(-{code})"

    @_value.register
    def _arithmetic(self, node: Arithmetic) -> Value:
        left_guards, left = self._value(node.left)
        right_guards, right = self._value(node.right)
        guards = _distinct((*left_guards, *right_guards))
        whole = node.kind is ValueType.INT
        if whole and (node.operator in _CANNOT_FAIL or isinstance(node.right, Literal)):
            return guards, f"({left} {node.operator} {right})"
        return self._checked(guards, f"{OPERATION_NAMES[node.operator]}({left}, {right})")

    @_value.register
    def _comparison(self, node: Comparison) -> Value:
        values = [self._value(operand) for operand in node.operands]
        chain = values[0][1]
        for operator, (_, code) in zip(node.operators, values[1:], strict=True):
            chain += f" {operator} {code}"
        return (), _all_of((*(guard for guards, _ in values for guard in guards), chain))

    @_value.register
    def _membership(self, node: Membership) -> Value:
        guards, code = self._value(node.operand)
        items = ", ".join(map(ascii, node.items))
        found = f"{code} {'not in' if node.negated else 'in'} {{{items}}}"
        return (), _all_of((*guards, found))

    @_value.register
    def _logic(self, node: Logic | Inversion) -> Value:
        # Between names, `and` and `or` give an operand; a value must be True or False.
        return (), f"(not not {self.condition(node)})"

    @_value.register
    def _call(self, node: Call) -> Value:
        values = [self._value(argument) for argument in node.arguments]
        guards = _distinct(guard for guards, _ in values for guard in guards)
        codes = [code for _, code in values]
        match node.function:
            case "is_missing":
                return (), f"(not {_all_of(guards)})" if guards else "False"
            case "coalesce":
                return self._coalesce(*values)
            case "starts_with":
                return (), _all_of((*guards, f"{codes[0]}.startswith({codes[1]})"))
            case "round":
                return self._checked(guards, f"rounded({codes[0]})")
            case name:
                return guards, f"{name}({', '.join(codes)})"

    def _coalesce(self, value: Value, default: Value) -> Value:
        if not value[0]:
            return value
        if not default[0]:
            return (), f"({value[1]} if {_all_of(value[0])} else {default[1]})"
        otherwise = f"({default[1]} if {_all_of(default[0])} else None)"
        return self._checked((), f"({value[1]} if {_all_of(value[0])} else {otherwise})")

    def _checked(self, guards: Guards, code: str) -> Value:
        """Compute once into a temporary that is missing where the computation is."""
        temporary = f"t{self._temporaries}"
        self._temporaries += 1
        return (*guards, f"({temporary} := {code}) is not None"), temporary


def _distinct(guards: Iterable[str]) -> Guards:
    return tuple(dict.fromkeys(guards))


def _all_of(conditions: Iterable[str]) -> str:
    return f"({' and '.join(_distinct(conditions))})"
