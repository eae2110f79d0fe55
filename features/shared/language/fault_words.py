"""How fault messages speak of a piece of an expression: its place, its text, its type."""

import ast
from collections.abc import Sequence
from typing import Final

from features.shared.language.faults import ExpressionError, ExpressionFault
from features.shared.language.value_types import ValueType

OPERATORS: Final[dict[type[ast.AST], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
"""Symbol of every operator of the language that has one."""

_CONSTRUCTS: Final[dict[type[ast.AST], str]] = {
    ast.Attribute: "attribute access (.)",
    ast.Subscript: "a subscript ([...])",
    ast.Lambda: "a lambda",
    ast.NamedExpr: "an assignment (:=)",
    ast.JoinedStr: "an f-string",
    ast.IfExp: "if ... else",
    ast.Starred: "a star (*)",
    ast.Tuple: "a list of values other than after 'in'",
    ast.List: "a list of values other than after 'in'",
    ast.Set: "a list of values other than after 'in'",
    ast.Dict: "a dictionary",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
}
_LONGEST_QUOTE: Final = 40


def construct(node: ast.expr) -> str:
    """Name of a construct that is not part of the language."""
    return _CONSTRUCTS.get(type(node), f"'{type(node).__name__.lower()}'")


class Wording:
    """Speaks of the pieces of one expression text."""

    def __init__(self, text: str) -> None:
        self._bytes = text.encode()

    def error(self, node: ast.expr, message: str) -> ExpressionError:
        """Make the error of one fault at the piece."""
        return ExpressionError([self.fault(node, message)])

    def fault(self, node: ast.expr, message: str) -> ExpressionFault:
        """Make the fault at the piece."""
        return ExpressionFault(self.column(node), message)

    def column(self, node: ast.expr) -> int:
        """First character of the piece, from 1; syntax trees count in UTF-8 bytes."""
        return len(self._bytes[: node.col_offset].decode()) + 1

    def quoted(self, node: ast.expr) -> str:
        """Text of the piece in quotes, shortened."""
        piece = self._written(node)
        short = piece if len(piece) <= _LONGEST_QUOTE else f"{piece[: _LONGEST_QUOTE - 3]}..."
        return f"`{short}`"

    def described(self, node: ast.expr, kind: ValueType) -> str:
        """Type and text of the piece."""
        return f"{kind.value} {self.quoted(node)}"

    def each(self, nodes: Sequence[ast.expr], kinds: Sequence[ValueType]) -> str:
        """Types and texts of all pieces."""
        return " and ".join(map(self.described, nodes, kinds))

    def spelled(self, node: ast.Name) -> bool:
        """Whether the text has the name itself and not one that Python normalises to it."""
        return self._written(node) == node.id and node.id.isascii()

    def _written(self, node: ast.expr) -> str:
        return self._bytes[node.col_offset : node.end_col_offset].decode()
