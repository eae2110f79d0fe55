"""What conditions mean, and above all what they mean where a value is missing."""

import pytest

from features.shared.language.expression import parse_expression
from features.shared.language.syntax import MAX_DEPTH
from tests.models.rules.conditions import SCHEMA, compiled, matches

TRUE = {
    "count > 4 and not night": {"count": 5, "night": False},
    "night or count == 1": {"count": 1, "night": False},
    "1 < count <= 5 != 6": {"count": 5},
    "count + 2 * 3 - 1 == 10": {"count": 5},
    "count // 2 == 2 and count % 2 == 1 and count / 2 == 2.5": {"count": 5},
    "-count // 2 == -3": {"count": 5},
    "amount > 3 * mean": {"amount": 31, "mean": 10.0},
    "currency in ('EUR', 'USD') and channel not in {'atm'}": {"currency": "EUR", "channel": "pos"},
    "count in [-1, 2.0]": {"count": 2},
    "starts_with(channel, 'e')": {"channel": "ecommerce"},
    "abs(count) == 5 and min(count, 1, 2) == -5 and max(count, 1) == 1": {"count": -5},
    "round(mean) == 2 and round(speed) == 4": {"mean": 2.5, "speed": 3.5},
    "coalesce(speed, 7) == 7": {},
    "coalesce(speed, mean, ) == 2.5": {"mean": 2.5},
    "night == weekend": {"night": True, "weekend": True},
    "(night or weekend) == (count > 1)": {"night": False},
    "is_missing(speed) and not is_missing(count)": {"count": 0},
    "channel == 'caf\u00e9 \"x\"'": {"channel": 'caf\u00e9 "x"'},
}


@pytest.mark.parametrize(("text", "values"), TRUE.items(), ids=list(TRUE))
def test_a_condition_holds(text: str, values: dict[str, object]) -> None:
    assert matches(text, values)


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "==", "!="])
def test_a_comparison_with_a_missing_value_is_false(operator: str) -> None:
    assert not matches(f"speed {operator} 5", {})
    assert not matches(f"speed {operator} mean", {})


@pytest.mark.parametrize("text", ["currency in ('EUR',)", "currency not in ('EUR',)"])
def test_a_membership_of_a_missing_value_is_false(text: str) -> None:
    assert not matches(text, {})


def test_not_of_a_comparison_with_a_missing_value_is_true() -> None:
    assert matches("not (speed > 5)", {})


def test_a_missing_flag_counts_as_false() -> None:
    assert not matches("night", {})
    assert matches("not night", {})
    assert not matches("night == False", {})


@pytest.mark.parametrize(
    "text", ["speed + 1", "-speed", "abs(speed)", "min(speed, 1)", "speed % 2"]
)
def test_arithmetic_with_a_missing_value_is_missing(text: str) -> None:
    assert matches(f"is_missing({text})", {})


@pytest.mark.parametrize("operator", ["/", "//", "%"])
@pytest.mark.parametrize("divided", ["amount", "mean"])
def test_a_division_by_zero_is_missing(operator: str, divided: str) -> None:
    values = {"amount": 1, "mean": 1.0, "count": 0}
    assert matches(f"is_missing({divided} {operator} count)", values)


def test_a_number_beyond_the_range_of_floats_is_missing() -> None:
    assert matches("is_missing(mean * 10)", {"mean": 1e308})
    assert matches("is_missing(amount * 0.5)", {"amount": 10**400})
    assert matches("is_missing(amount / 3)", {"amount": 10**400})


def test_whole_numbers_are_exact_at_any_size() -> None:
    assert matches("amount * 10 + 1 > amount * 10", {"amount": 10**400})
    assert matches("amount // 7 * 7 + amount % 7 == amount", {"amount": 10**400})


def test_round_of_what_has_no_nearest_whole_number_is_missing() -> None:
    for mean in (float("inf"), float("nan")):
        assert matches("is_missing(round(mean))", {"mean": mean})


def test_the_deepest_allowed_expression_compiles() -> None:
    text = "speed"
    for _ in range(MAX_DEPTH - 2):
        text = f"coalesce({text}, mean)"
    assert matches(f"{text} > 1", {"mean": 2.0})


def test_an_expression_may_span_lines() -> None:
    parsed = parse_expression("\n  night\n  and count > 1\n", SCHEMA)
    assert parsed.text == "night   and count > 1"


def test_only_needed_names_are_read_and_each_once() -> None:
    source = compiled("count > 1 and count < 9 and night").source
    assert source.count("values[") == 2
