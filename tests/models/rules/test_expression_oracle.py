"""Compiled conditions against the oracle, and arbitrary text against the parser."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from features.shared.language.expression import parse_expression
from features.shared.language.faults import ExpressionError, ExpressionFault
from features.shared.language.syntax import MAX_CHARACTERS
from tests.models.rules.conditions import NAMES, SCHEMA, compiled
from tests.models.rules.oracle import Piece, values
from tests.models.rules.oracle_conditions import condition

TOKENS = (
    *NAMES,
    *("and", "or", "not", "in", "==", "<", "+", "-", "*", "/", "%", "//", "(", ")", ",", "[", "]"),
    *("1", "2.5", "True", "'EUR'", "min", "abs", "coalesce", "is_missing", "starts_with", "round"),
    *("lambda", ".", ":", "if", "else", "for", "**", "{", "}", "None", "is", "f''", ":=", "#"),
)


def faults_of(text: str) -> tuple[ExpressionFault, ...]:
    try:
        parse_expression(text, SCHEMA)
    except ExpressionError as error:
        return error.faults
    return ()


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(condition(3), st.lists(values(), min_size=1, max_size=6))
def test_a_compiled_condition_gives_what_walking_it_gives_and_never_raises(
    piece: Piece, payments: list[dict[str, object]]
) -> None:
    text = f"{piece.text} and (night or not night)"
    assume(len(text) <= MAX_CHARACTERS)
    rules = compiled(text)
    assert payments
    for payment in payments:
        hit = rules.hits([payment[name] for name in NAMES]) != ()
        assert hit == (piece.value(payment) is True)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=14), values())
def test_any_mix_of_tokens_is_refused_or_runs(
    tokens: list[str], payment: dict[str, object]
) -> None:
    text = " ".join(tokens)
    if not faults_of(text):
        assert len(compiled(text).hits([payment[name] for name in NAMES])) <= 1


@given(st.text(max_size=60))
def test_any_text_is_refused_at_columns_inside_it(text: str) -> None:
    faults = faults_of(text)
    assert faults
    assert all(1 <= fault.column <= len(text) + 1 for fault in faults)
