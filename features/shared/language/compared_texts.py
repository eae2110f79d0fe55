"""The constant texts that an expression looks for in its names, to be searched for in data.

::

    channel in ("pos", "atm") and starts_with(currency, "E")
        channel  pos     whole
        channel  atm     whole
        currency E       beginning
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from features.shared.language.tree import (
    Call,
    Comparison,
    Literal,
    Membership,
    Name,
    Node,
    children_of,
)


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A text that an expression looks for.

    Attributes:
        name: whose value is compared with it.
        text: the constant.
        whole: whether the value is to be the text; else it is to begin with it.
    """

    name: str
    text: str
    whole: bool

    def fits(self, value: str) -> bool:
        """Whether `value` is what is looked for."""
        return value == self.text if self.whole else value.startswith(self.text)


def compared_texts(node: Node) -> Iterator[ComparedText]:
    """Every text that a name is compared with, in the order of the expression."""
    match node:
        case Comparison(operands=operands):
            for left, right in pairwise(operands):
                yield from _pair(left, right)
        case Membership(operand=Name(id=name), items=items):
            yield from (
                ComparedText(name, item, whole=True) for item in items if isinstance(item, str)
            )
        case Call(function="starts_with", arguments=(Name(id=name), Literal(value=str(text)))):
            yield ComparedText(name, text, whole=False)
    for child in children_of(node):
        yield from compared_texts(child)


def _pair(left: Node, right: Node) -> Iterator[ComparedText]:
    match left, right:
        case (Name(id=name), Literal(value=str(text))) | (Literal(value=str(text)), Name(id=name)):
            yield ComparedText(name, text, whole=True)
