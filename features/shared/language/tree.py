"""The checked form of an expression: typed nodes, the only thing that code is generated from."""

from dataclasses import dataclass

from features.shared.language.possible_values import PossibleValues
from features.shared.language.value_types import ValueType

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


def children_of(node: Node) -> tuple[Node, ...]:
    """The nodes right below a node, from left to right."""
    match node:
        case Name() | Literal():
            return ()
        case Arithmetic(left=left, right=right):
            return (left, right)
        case Comparison(operands=children) | Logic(operands=children) | Call(arguments=children):
            return children
        case Negation(operand=child) | Inversion(operand=child) | Membership(operand=child):
            return (child,)


def names_of(node: Node) -> frozenset[str]:
    """Names that the expression reads."""
    own = {node.id} if isinstance(node, Name) else set()
    return frozenset(own).union(*map(names_of, children_of(node)))
