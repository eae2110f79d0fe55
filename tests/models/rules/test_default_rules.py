"""The rules that come with the package, against the real catalogue."""

from collections.abc import Mapping

import pytest

from features.catalogue import FEATURES
from models.rules import RULE_NAMES, ValueType, catalogue_schema, load_default_rules, settle
from models.rules.rule import Rule

SCHEMA = catalogue_schema()
RULES = load_default_rules(SCHEMA)
HITS = RULES.compile(RULE_NAMES).hits

ORDINARY: Mapping[str, object] = {
    **{name: 0.0 if kind.kind is ValueType.FLOAT else 0 for name, kind in SCHEMA.items()},
    **{feature.name: False for feature in FEATURES if feature.kind == "bool"},
    "card_count_1m": 1,
    "card_count_5m": 1,
    "card_count_1h": 1,
    "card_count_24h": 9,
    "card_count_30d": 25,
    "card_distinct_countries_24h": 1,
    "card_seconds_since_last": 40_000.0,
    "card_mean_minor_30d": 4_000.0,
    "card_sum_minor_30d": 100_000,
    "card_sum_minor_1h": 4_500,
    "card_max_minor_1m": 4_500,
    "card_max_minor_30d": 9_000,
    "merchant_count_1h": 12,
    "merchant_count_7d": 1_000,
    "merchant_mean_minor_1h": 3_000.0,
    "merchant_distinct_cards_24h": 90,
    "amount_minor": 4_500,
    "currency": "EUR",
    "country": "FR",
    "channel": "pos",
}

SETTLED: dict[str, dict[str, object]] = {
    "card_testing_burst": {"card_count_1m": 5, "card_max_minor_1m": 1_000},
    "card_velocity": {"card_count_5m": 10},
    "impossible_travel": {"card_speed_kmh": 2_000.0, "card_new_merchant": True},
    "country_hopping": {
        "card_distinct_countries_24h": 5,
        "card_new_merchant": True,
        "card_amount_z_30d": 1.6,
    },
    "large_at_new_merchant_at_night": {
        "is_night": True,
        "card_new_merchant": True,
        "card_amount_z_30d": 4.5,
        "amount_minor": 50_000,
    },
    "large_after_burst": {
        "card_count_5m": 4,
        "card_new_merchant": True,
        "amount_minor": 32_001,
    },
    "card_drained": {
        "card_count_1h": 6,
        "card_distinct_merchants_24h": 5,
        "card_sum_minor_1h": 60_001,
    },
    "merchant_card_testing": {
        "amount_minor": 200,
        "merchant_mean_minor_1h": 250.0,
        "merchant_count_1h": 60,
    },
    "very_large_at_new_merchant": {
        "amount_minor": 1_000_000,
        "card_max_minor_30d": 1_000_000,
        "card_new_merchant": True,
    },
    "routine_small_payment": {"amount_minor": 2_000, "card_count_24h": 8},
}


def hits(**changes: object) -> tuple[Rule, ...]:
    payment = {**ORDINARY, **changes}
    return HITS([payment[name] for name in RULE_NAMES])


def test_an_ordinary_payment_goes_to_the_model() -> None:
    assert settle(hits()) is None


@pytest.mark.parametrize("rule", RULES.rules, ids=[rule.id for rule in RULES.rules])
def test_a_rule_alone_matches_what_it_is_meant_for(rule: Rule) -> None:
    assert hits(**SETTLED[rule.id]) == (rule,)


@pytest.mark.parametrize("rule", SETTLED)
def test_a_rule_needs_each_of_its_signs(rule: str) -> None:
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
