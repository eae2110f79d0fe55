"""Compiled values against the oracle, and the spans that are told of them beforehand."""

from collections.abc import Callable
from typing import cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from features.shared.language.expression import Expression, parse_value
from features.shared.language.faults import ExpressionError
from features.shared.language.generation import CODE_NAMES, Generator
from features.shared.language.possible_values import Range
from features.shared.language.spans import Span, span_of
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
