"""A single ``=`` where ``==`` is meant: a fault, behind which the expression is still checked.

::

    country = "DE" and cuont > 1      as written
    country == "DE" and cuont > 1     as checked: its faults are moved back to their places
"""

import io
import tokenize
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from keyword import iskeyword
from typing import Final

from features.shared.language.faults import ExpressionFault

_MEANT: Final = "'=' is no comparison, write '=='"
_OPERATORS: Final = frozenset("=<>!")


@dataclass(frozen=True, slots=True)
class Meant:
    """An expression as it is meant.

    Attributes:
        text: the expression with ``==`` for every single ``=``.
        columns: of each ``=`` as it was written, from 1, rising.
    """

    text: str
    columns: tuple[int, ...]

    def faults(self, found: Sequence[ExpressionFault] = ()) -> list[ExpressionFault]:
        """The faults of the signs, and those `found` in `text`, all at their places as written."""
        signs = [ExpressionFault(column, _MEANT) for column in self.columns]
        return [*signs, *(replace(one, column=self._written(one.column)) for one in found)]

    def _written(self, column: int) -> int:
        """The column as written: every ``==`` before it is one character longer."""
        ends = [place + number for number, place in enumerate(self.columns, start=1)]
        return column - bisect_left(ends, column)


def meant(line: str) -> Meant:
    """Read every single ``=`` of an expression, but those of keyword arguments, as ``==``."""
    columns = tuple(_single_signs(line))
    text = line
    for column in reversed(columns):
        text = f"{text[:column]}={text[column:]}"
    return Meant(text, columns)


def _single_signs(line: str) -> Iterator[int]:
    """Columns of the signs, from 1; of what comes before the text is no longer Python."""
    before: list[str] = ["", ""]
    calls: list[bool] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(line).readline):
            if token.string in {"(", "[", "{"}:
                calls.append(token.string == "(" and _is_name(before[-1]))
            elif token.string in {")", "]", "}"} and calls:
                calls.pop()
            elif token.string == "=" and not _is_other(line, token.start[1], before, calls):
                yield token.start[1] + 1
            before.append(token.string)
    except (tokenize.TokenError, SyntaxError):
        return


def _is_other(line: str, place: int, before: Sequence[str], calls: Sequence[bool]) -> bool:
    """Whether the sign is part of ``===`` or ``=>``, or stands in a keyword argument."""
    of_operator = line[place - 1 : place] in _OPERATORS or line[place + 1 : place + 2] in _OPERATORS
    in_call = bool(calls) and calls[-1]
    return of_operator or (in_call and _is_name(before[-1]) and before[-2] in {"(", ","})


def _is_name(text: str) -> bool:
    return text.isidentifier() and not iskeyword(text)
