"""Random well-typed conditions over the numbers of the oracle."""

import operator

from hypothesis import strategies as st

from features.shared.language.value_types import ValueType
from tests.models.rules.oracle import (
    NUMBERS,
    TEXTS,
    Piece,
    arithmetic,
    coalesced,
    constant,
    lifted,
    name,
    number,
    surely,
)

COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@st.composite
def comparison(draw: st.DrawFn) -> Piece:
    """A comparison of two numbers, or a chain of three."""
    operands = [draw(number(2)) for _ in range(draw(st.integers(2, 3)))]
    symbols = [draw(st.sampled_from(tuple(COMPARISONS))) for _ in operands[1:]]
    triples = list(zip(symbols, operands, operands[1:], strict=False))
    links = [surely(lifted(COMPARISONS[symbol], [a, b])) for symbol, a, b in triples]
    tail = "".join(f" {symbol} {right.text}" for symbol, _, right in triples)
    return Piece(f"({operands[0].text}{tail})", lambda env: all(link(env) for link in links))


@st.composite
def membership(draw: st.DrawFn) -> Piece:
    """A number or a text among constants, or not among them."""
    texts = draw(st.booleans())
    one = draw(name(ValueType.TEXT) if texts else number(2))
    listed = draw(st.lists(st.sampled_from(TEXTS if texts else NUMBERS), min_size=1, max_size=3))
    items = [eval(item) for item in listed]  # noqa: S307
    if draw(st.booleans()):
        found = surely(lifted(lambda value: value in items, [one]))
        return Piece(f"({one.text} in [{', '.join(listed)}])", found)
    absent = surely(lifted(lambda value: value not in items, [one]))
    return Piece(f"({one.text} not in ({', '.join(listed)},))", absent)


@st.composite
def textual(draw: st.DrawFn) -> Piece:
    """A question about a text."""
    text = draw(name(ValueType.TEXT))
    other = draw(st.one_of(name(ValueType.TEXT), constant(TEXTS)))
    if draw(st.booleans()):
        begins = surely(lifted(str.startswith, [text, other]))
        return Piece(f"starts_with({text.text}, {other.text})", begins)
    return Piece(f"({text.text} != {other.text})", surely(lifted(operator.ne, [text, other])))


@st.composite
def missing(draw: st.DrawFn) -> Piece:
    """A test for a missing value."""
    maybe = draw(st.one_of(arithmetic(2), name(ValueType.TEXT), name(ValueType.BOOL)))
    return Piece(f"is_missing({maybe.text})", lambda env: maybe.value(env) is None)


@st.composite
def logic(draw: st.DrawFn, depth: int) -> Piece:
    """Conditions joined, inverted or compared with one another."""
    left, right = draw(condition(depth - 1)), draw(condition(depth - 1))
    yes, also = surely(left.value), surely(right.value)
    same = surely(lifted(operator.eq, [left, right]))
    return draw(
        st.sampled_from(
            (
                Piece(f"({left.text} and {right.text})", lambda env: yes(env) and also(env)),
                Piece(f"({left.text} or {right.text})", lambda env: yes(env) or also(env)),
                Piece(f"(not {left.text})", lambda env: not yes(env)),
                Piece(f"({left.text} == {right.text})", same),
            )
        )
    )


def condition(depth: int) -> st.SearchStrategy[Piece]:
    """Anything that is true or false, or missing."""
    flag = name(ValueType.BOOL)
    simple = (flag, constant(("True", "False")), comparison(), membership(), textual(), missing())
    if depth == 0:
        return st.one_of(*simple)
    default = st.builds(coalesced, flag, condition(depth - 1))
    return st.one_of(*simple, logic(depth), logic(depth), default)
