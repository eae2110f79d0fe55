"""Compiled values against the oracle, and the spans that are told of them beforehand."""

from collections.abc import Callable
from math import inf
from typing import cast

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from features.shared.language.expression import Expression, parse_value
from features.shared.language.faults import ExpressionError
from features.shared.language.generation import CODE_NAMES, Generator
from features.shared.language.possible_values import Range
from features.shared.language.spans import Span, span_of, stays_whole
from features.shared.language.value_types import NameType, Schema, ValueType
from tests.models.rules.conditions import NAMES, SCHEMA
from tests.models.rules.oracle import Piece, arithmetic, values
from tests.models.rules.oracle_conditions import condition

LIMITED: Schema = {
    "count": NameType(ValueType.INT, nullable=False, possible=Range(1, 9)),
    "amount": NameType(ValueType.INT, nullable=False, possible=Range(0, 10**12)),
    "mean": NameType(ValueType.FLOAT, nullable=False, possible=Range(-2, 50)),
    "speed": NameType(ValueType.FLOAT, nullable=True),
}
WITHIN = {
    "count": st.integers(1, 9),
    "amount": st.integers(0, 10**12),
    "mean": st.floats(-2, 50),
    "speed": st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
}


def parsed(text: str, schema: Schema) -> Expression:
    """The value; what the language refuses, such as a constant, is not what is tested here."""
    try:
        return parse_value(text, schema)
    except ExpressionError:
        assume(False)  # noqa: FBT003 - hypothesis has it so
        raise


def compiled(expression: Expression) -> Callable[..., object]:
    """The value as a function of the names in their order."""
    variables = {name: f"v{place}" for place, name in enumerate(NAMES)}
    code = Generator(variables).value(expression.tree)
    found: dict[str, object] = dict(CODE_NAMES)
    exec(f"def value({', '.join(variables.values())}): return {code}", found)  # noqa: S102
    return cast("Callable[..., object]", found["value"])


@settings(max_examples=200, deadline=None)
@given(st.one_of(arithmetic(3), condition(2)), st.lists(values(), min_size=1, max_size=5))
def test_a_compiled_value_is_what_walking_it_gives(
    piece: Piece, payments: list[dict[str, object]]
) -> None:
    value = compiled(parsed(piece.text, SCHEMA))
    assert payments
    for payment in payments:
        assert repr(value(*(payment[name] for name in NAMES))) == repr(piece.value(payment))


WHOLE_NUMBERS = st.one_of(
    st.integers(-3, 3), st.integers(-(2**63), 2**63 - 1), st.sampled_from((-(2**63), 2**63 - 1))
)


@settings(max_examples=500, deadline=None)
@given(arithmetic(3), st.lists(WHOLE_NUMBERS, min_size=2, max_size=2), st.floats())
def test_what_is_certain_to_stay_within_64_bits_does(
    piece: Piece, whole: list[int], speed: float
) -> None:
    tree = parsed(piece.text, SCHEMA).tree
    assume(tree.kind is ValueType.INT and stays_whole(tree, for_certain=True))
    env = dict(zip(("count", "amount"), whole, strict=True))
    found = piece.value({**env, "mean": speed, "speed": speed})
    assert found is None or -(2**63) <= cast("int", found) < 2**63


CERTAIN = {
    "amount": True,
    "amount + 0": True,
    "amount + 1": False,
    "amount - 1": False,
    "-amount": False,
    "abs(amount)": False,
    "amount // 3600 % 24": True,
    "amount // 2 + count // 2": True,
    "amount % count": False,
    "min(amount, count)": True,
    "round(speed)": False,
    "round(min(max(speed, -2), 50))": True,
}


@pytest.mark.parametrize("text", CERTAIN)
def test_what_is_certain_of_a_whole_number_is_so_whatever_its_names_are_said_to_be(
    text: str,
) -> None:
    assert stays_whole(parsed(text, LIMITED).tree, for_certain=True) is CERTAIN[text]


def test_what_is_said_of_its_names_counts_for_whether_it_can_be_missing() -> None:
    assert stays_whole(parsed("amount * count", LIMITED).tree, for_certain=False)
    assert not stays_whole(parsed("amount * amount", LIMITED).tree, for_certain=False)


def test_a_limit_too_large_for_a_fraction_is_none() -> None:
    text = " * ".join(["amount"] * 20)
    large = parsed(f"({text}) * ({text})", LIMITED).tree
    assert span_of(large) == Span(Range(0, inf), missing=False)
    assert span_of(parsed(text, LIMITED).tree).possible.most == 10**240


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(arithmetic(3), st.fixed_dictionaries(WITHIN))
def test_a_value_lies_within_the_span_that_is_told_of_it(
    piece: Piece, payment: dict[str, object]
) -> None:
    span = span_of(parsed(piece.text, LIMITED).tree)
    found = piece.value(payment)
    if found is None:
        assert span.missing
    else:
        assert isinstance(found, int | float)
        assert span.possible.least <= found <= span.possible.most


WIDE: Schema = {
    "count": NameType(ValueType.INT, nullable=False, possible=Range(-(10**18), 10**18 + 100)),
    "amount": NameType(ValueType.INT, nullable=False, possible=Range(0, 2**53 + 1)),
    "mean": NameType(ValueType.FLOAT, nullable=False, possible=Range(-2, 50)),
    "speed": NameType(ValueType.FLOAT, nullable=True),
}
WIDELY = {
    "count": st.integers(-(10**18), 10**18 + 100),
    "amount": st.integers(0, 2**53 + 1),
    "mean": st.floats(-2, 50),
    "speed": WITHIN["speed"],
}


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(arithmetic(3), st.fixed_dictionaries(WIDELY))
@example(
    Piece(
        "(1000000000000000000 + (3 + mean))",
        lambda env: 1000000000000000000 + (3 + cast("float", env["mean"])),
    ),
    {"count": 1, "amount": 0, "mean": 0.0, "speed": None},
)
def test_so_does_one_beyond_what_fractions_can_tell_apart(
    piece: Piece, payment: dict[str, object]
) -> None:
    span = span_of(parsed(piece.text, WIDE).tree)
    found = piece.value(payment)
    assert span.missing if found is None else span.possible.least <= found <= span.possible.most  # type: ignore[operator]


SPANS = {
    "count + 1": Span(Range(2, 10), missing=False),
    "-count": Span(Range(-9, -1), missing=False),
    "amount // 3600 % 24": Span(Range(0, 23), missing=False),
    "amount % -7": Span(Range(-6, 0), missing=False),
    "amount / count": Span(Range(0, 10**12), missing=False),
    "amount / (count - 1)": Span(Range(), missing=True),
    "speed * 2": Span(Range(), missing=True),
    "coalesce(speed, 1) * 0.5": Span(Range(), missing=True),
    "coalesce(speed, mean)": Span(Range(), missing=False),
    "abs(mean)": Span(Range(0, 50), missing=False),
    "min(count, 3)": Span(Range(1, 3), missing=False),
    "max(count, mean)": Span(Range(1, 50), missing=False),
    "round(mean / 4)": Span(Range(0, 12), missing=False),
    "count > speed": Span(Range(), missing=False),
}


@pytest.mark.parametrize("text", SPANS)
def test_the_span_of_a_value_is_as_narrow_as_its_names_allow(text: str) -> None:
    assert span_of(parsed(text, LIMITED).tree) == SPANS[text]
