"""A set of rules as one function over a sequence of values."""

from types import FunctionType

import pytest

from models.fraud.rules import parse_fraud_rules
from models.shared.rules import RuleSet
from tests.models.rules.conditions import SCHEMA

TEXT = """
version: 3
rules:
  - {id: many, version: 1, expression: count > 5, action: flag, reason: many}
  - {id: huge, version: 2, expression: amount > 1000, action: block, reason: huge}
  - {id: slow, version: 1, expression: not (speed > 9), action: allow, reason: slow}
"""


@pytest.fixture
def rules() -> RuleSet:
    return parse_fraud_rules(TEXT, "rules.yaml", SCHEMA)


def test_hits_are_the_rules_that_match_in_the_order_of_the_file(rules: RuleSet) -> None:
    hits = rules.compile(("amount", "count", "speed")).hits
    assert [rule.id for rule in hits((2000, 6, 99.0))] == ["many", "huge"]
    assert hits((1, 1, 99.0)) == ()


def test_the_order_of_the_values_is_that_of_the_names(rules: RuleSet) -> None:
    hits = rules.compile(("night", "speed", "count", "amount")).hits
    assert [rule.id for rule in hits([True, 10.0, 1, 2000])] == ["huge"]


def test_an_absent_name_is_refused_unless_told_that_it_is_missing(rules: RuleSet) -> None:
    with pytest.raises(ValueError, match=r"rules read \['count', 'speed'\]"):
        rules.compile(("amount",))


def test_an_absent_name_told_to_be_missing_evaluates_as_missing(rules: RuleSet) -> None:
    hits = rules.compile(("amount",), absent="missing").hits
    assert [rule.id for rule in hits((2000,))] == ["huge", "slow"]


def test_a_name_given_twice_is_refused(rules: RuleSet) -> None:
    with pytest.raises(ValueError, match=r"found \['count'\] more than once"):
        rules.compile(("amount", "count", "speed", "count"))


def test_no_rules_hit_nothing() -> None:
    assert parse_fraud_rules("version: 1\nrules: []", "r", SCHEMA).compile(()).hits(()) == ()


def test_generated_code_has_no_builtins(rules: RuleSet) -> None:
    hits = rules.compile(("amount", "count", "speed")).hits
    assert isinstance(hits, FunctionType)
    assert hits.__globals__["__builtins__"] == {}
