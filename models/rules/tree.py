"""The checked form of an expression: typed nodes, the only thing that code is generated from."""

from dataclasses import dataclass

from models.rules.possible_values import PossibleValues
from models.rules.value_types import ValueType

LiteralValue = int | float | bool | str


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant."""

    value: LiteralValue
    kind: ValueType


@dataclass(frozen=True, slots=True)
class Name:
    """A value read by its name."""

    id: str
    kind: ValueType
    nullable: bool
    possible: PossibleValues | None = None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``left operator right`` over numbers; the operator is one of + - * / // %."""

    operator: str
    left: "Node"
    right: "Node"
    kind: ValueType


@dataclass(frozen=True, slots=True)
class Negation:
    """``-operand`` over a number."""

    operand: "Node"
    kind: ValueType


@dataclass(frozen=True, slots=True)
class Comparison:
    """A chain ``a < b <= c``: one operator fewer than operands."""

    operators: tuple[str, ...]
    operands: tuple["Node", ...]
    kind: ValueType = ValueType.BOOL


@dataclass(frozen=True, slots=True)
class Membership:
    """``operand in items`` or, negated, ``operand not in items``."""

    operand: "Node"
    items: tuple[LiteralValue, ...]
    negated: bool
    kind: ValueType = ValueType.BOOL


@dataclass(frozen=True, slots=True)
class Logic:
    """Operands joined by ``and`` or by ``or``."""

    operator: str
    operands: tuple["Node", ...]
    kind: ValueType = ValueType.BOOL


@dataclass(frozen=True, slots=True)
class Inversion:
    """``not operand``."""

    operand: "Node"
    kind: ValueType = ValueType.BOOL


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of the listed functions."""

    function: str
    arguments: tuple["Node", ...]
    kind: ValueType


Node = Literal | Name | Arithmetic | Negation | Comparison | Membership | Logic | Inversion | Call


def never_missing(node: Node) -> bool:
    """Whether it is certain from the expression and the schema alone that there is a value."""
    match node:
        case Name():
            return not node.nullable
        case Literal() | Comparison() | Membership() | Logic() | Inversion():
            return True
        case _:
            return False


def names_of(node: Node) -> frozenset[str]:
    """Names that the expression reads."""
    match node:
        case Name():
            return frozenset((node.id,))
        case Literal():
            return frozenset()
        case Arithmetic():
            children: tuple[Node, ...] = (node.left, node.right)
        case Comparison() | Logic():
            children = node.operands
        case Call():
            children = node.arguments
        case Negation() | Inversion() | Membership():
            children = (node.operand,)
    return frozenset[str]().union(*map(names_of, children))
