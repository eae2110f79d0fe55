"""Constants of an expression, bounded in type and size, and the literal lists after ``in``."""

import ast
from typing import Final

from features.shared.language.fault_words import Wording
from features.shared.language.tree import Literal
from features.shared.language.value_types import ValueType

MAX_MAGNITUDE: Final = 10**18
MAX_TEXT: Final = 200
MAX_ITEMS: Final = 200

_KINDS: Final[dict[type, ValueType]] = {
    bool: ValueType.BOOL,
    int: ValueType.INT,
    float: ValueType.FLOAT,
    str: ValueType.TEXT,
}
_LIST_EXPECTED: Final = "'in' takes a literal list of constants, such as ('EUR', 'USD')"


def literal(syntax: ast.Constant, wording: Wording) -> Literal:
    """Return the constant as a checked literal.

    Raises:
        ExpressionError: it has no type of the language or is too large.
    """
    value = syntax.value
    if value is None:
        raise wording.error(syntax, "None is not a value of the rule language: use is_missing()")
    if not isinstance(value, int | float | str):
        found = type(value).__name__
        raise wording.error(syntax, f"a {found} constant is not part of the rule language")
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            message = f"the text has {len(value)} characters, at most {MAX_TEXT} are allowed"
            raise wording.error(syntax, message)
    elif abs(value) > MAX_MAGNITUDE:
        raise wording.error(syntax, f"the number is too large, at most {MAX_MAGNITUDE} is allowed")
    return Literal(value, _KINDS[type(value)])


def literal_items(syntax: ast.expr, wording: Wording) -> tuple[Literal, ...]:
    """Return the constants of a literal tuple, list or set.

    Raises:
        ExpressionError: it is no such list, is empty or too long, or has anything but constants.
    """
    if isinstance(syntax, ast.Constant):
        one = wording.quoted(syntax)
        message = f"{one} is one value, which round brackets do not make a list: use square ones"
        raise wording.error(syntax, f"'in' takes a list, {message}")
    if not isinstance(syntax, ast.Tuple | ast.List | ast.Set):
        raise wording.error(syntax, _LIST_EXPECTED)
    if not 1 <= len(syntax.elts) <= MAX_ITEMS:
        message = f"'in' takes 1 to {MAX_ITEMS} constants, found {len(syntax.elts)}"
        raise wording.error(syntax, message)
    return tuple(_item(element, wording) for element in syntax.elts)


def _item(element: ast.expr, wording: Wording) -> Literal:
    match element:
        case ast.Constant():
            return literal(element, wording)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as constant):
            item = literal(constant, wording)
            if not isinstance(item.value, str) and item.kind.numeric:
                return Literal(-item.value, item.kind)
    raise wording.error(element, _LIST_EXPECTED)
