"""The rules that come with the package, against the real catalogue."""

import pytest

from models.fraud.rules import RULE_NAMES, catalogue_schema, load_default_rules, settle
from models.shared.rules.rule import Rule
from tests.models.rules.settled_payments import ORDINARY, SETTLED

SCHEMA = catalogue_schema()
RULES = load_default_rules(SCHEMA)
HITS = RULES.compile(RULE_NAMES).hits


def hits(**changes: object) -> tuple[Rule, ...]:
    payment = {**ORDINARY, **changes}
    return HITS([payment[name] for name in RULE_NAMES])


def test_an_ordinary_payment_goes_to_the_model() -> None:
    assert settle(rule.action for rule in hits()) is None


@pytest.mark.parametrize("rule", RULES.rules, ids=[rule.id for rule in RULES.rules])
def test_a_rule_alone_matches_what_it_is_meant_for(rule: Rule) -> None:
    assert hits(**SETTLED[rule.id]) == (rule,)


@pytest.mark.parametrize("rule", SETTLED)
def test_a_rule_needs_each_of_its_signs(rule: str) -> None:
    assert SETTLED[rule]
    for sign in SETTLED[rule]:
        others = {name: value for name, value in SETTLED[rule].items() if name != sign}
        assert hits(**others) == ()


def test_two_rough_positions_a_second_apart_are_no_travel() -> None:
    values = SETTLED["impossible_travel"]
    assert hits(**values, card_seconds_since_last=1.0) == ()


def test_travel_without_presence_is_no_travel() -> None:
    values = SETTLED["impossible_travel"]
    assert hits(**values, channel="ecommerce") == ()


def test_a_fixed_amount_is_not_applied_to_other_currencies() -> None:
    assert hits(**SETTLED["very_large_at_new_merchant"], currency="JPY") == ()
    assert hits(**SETTLED["routine_small_payment"], currency="JPY") == ()


def test_no_rule_settles_a_payment_without_history() -> None:
    late = {name for name in RULE_NAMES if not SCHEMA[name].nullable}
    rules = RULES.compile(sorted(late), absent="missing")
    payment = {**ORDINARY, "amount_minor": 2_000_000, "is_night": True}
    assert rules.hits([payment[name] for name in sorted(late)]) == ()


def test_history_can_be_missing_and_the_payment_itself_cannot() -> None:
    never = {name for name, kind in SCHEMA.items() if not kind.nullable}
    assert never == {
        *("amount_minor", "hour_of_day", "is_weekend", "is_night"),
        *("currency", "country", "channel"),
    }
