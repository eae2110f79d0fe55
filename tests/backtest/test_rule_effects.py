"""What each rule did is counted over all its hits, whoever decided the payment."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backtest.decide import Decisions, decide
from backtest.history import History, history_of
from backtest.money import Tally
from backtest.rates import Share
from backtest.rule_effects import Overlap, RuleEffects, rule_effects
from backtest.setting import Setting, load_setting
from backtest.unmatched import unmatched
from models.fraud.rules import catalogue_schema, parse_fraud_rules, settle
from tests.backtest.histories import START_MS, hand_made, known

RULES = """
version: 1
rules:
  - {id: large, version: 2, expression: amount_minor >= 500, action: block, reason: Large}
  - {id: euros, version: 1, expression: "currency == 'EUR'", action: flag, reason: Euros}
  - {id: tiny, version: 1, expression: amount_minor < 10, action: allow, reason: Tiny}
  - {id: never, version: 1, expression: "channel == 'POS'", action: flag, reason: Never}
"""
AMOUNTS = (600, 700, 5, 50)
CURRENCIES = ("EUR", "USD", "EUR", "USD")


def setting() -> Setting:
    rules = parse_fraud_rules(RULES, "rules", catalogue_schema())
    return replace(load_setting(None, None), rules=rules)


def history() -> History:
    """Two large payments, a tiny one and one that no rule matches; the last is young."""
    times = [START_MS + row for row in range(len(AMOUNTS))]
    table = hand_made(amount_minor=AMOUNTS, event_time_ms=times, currency=CURRENCIES)
    truth = known([True, False, False, False], [True, True, True, False])
    return history_of(table, np.arange(len(AMOUNTS)), truth)


def decisions(scores: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)) -> Decisions:
    found = decide(history().table, history().rows, setting())
    return replace(found, model_score=np.array(scores))


def effects(scores: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)) -> RuleEffects:
    return rule_effects(history(), setting(), decisions(scores))


def test_hits_are_counted_by_truth_for_every_rule_of_the_set() -> None:
    found = {one.id: (one.hits, one.frauds, one.genuine, one.young) for one in effects().rules}
    assert found == {
        "large": (2, 1, 1, 0),
        "euros": (2, 1, 1, 0),
        "tiny": (1, 0, 1, 0),
        "never": (0, 0, 0, 0),
    }
    assert effects().rules[0].precision == Share(1, 2)
    assert effects().rules[3].precision.share is None


def test_money_of_the_hits_is_told_by_currency_and_truth() -> None:
    euros, dollars = effects().rules[0].money
    assert (euros.currency, euros.fraud, euros.genuine) == ("EUR", Tally(1, 600), Tally(0, 0))
    assert (dollars.currency, dollars.fraud, dollars.genuine) == ("USD", Tally(0, 0), Tally(1, 700))


def test_a_hit_that_another_rule_or_the_model_stops_is_not_by_this_rule_alone() -> None:
    large, euros, tiny, _ = effects((0.0, 0.99, 0.0, 0.0)).rules
    assert (large.also_by_rule, large.also_by_model, large.alone) == (1, 1, 0)
    assert (euros.also_by_rule, euros.also_by_model, euros.alone) == (1, 0, 1)
    assert (tiny.also_by_rule, tiny.also_by_model, tiny.alone) == (1, 0, 0)


def test_rules_that_match_the_same_payments_are_paired() -> None:
    assert effects().overlaps == (Overlap("large", "euros", 1), Overlap("euros", "tiny", 1))


@given(st.lists(st.tuples(st.integers(0, 1_000), st.sampled_from(["EUR", "USD"])), min_size=1))
def test_hits_are_those_of_deciding_payment_by_payment(cases: list[tuple[int, str]]) -> None:
    times = [START_MS + row for row in range(len(cases))]
    amounts, currencies = zip(*cases, strict=True)
    table = hand_made(amount_minor=amounts, event_time_ms=times, currency=currencies)
    rows = np.arange(len(cases))
    given_history = history_of(table, rows, known([False] * len(cases)))
    found = rule_effects(given_history, setting(), decide(table, rows, setting()))
    rules = setting().rules
    compiled = rules.compile(("amount_minor", "currency", "channel"))
    hits = [compiled.hits((*case, "pos")) for case in cases]
    stopped = [settle([rule.action for rule in ids if rule.action != "allow"]) for ids in hits]
    for rule, effect in zip(rules.rules, found.rules, strict=True):
        assert effect.hits == sum(rule in ids for ids in hits)
    assert found.rules[2].also_by_rule == sum(
        rules.rules[2] in ids and stop is not None for ids, stop in zip(hits, stopped, strict=True)
    )


def test_what_a_history_does_not_have_is_said_with_what_it_has() -> None:
    table = replace(history().table, left_out={"amount_minor": "no amounts"})
    assert unmatched(setting().rules, table) == (
        "rule 'large': the history does not feed amount_minor: no amounts",
        "rule 'tiny': the history does not feed amount_minor: no amounts",
        "rule 'never': no channel is 'POS', the history has 'pos' (4)",
    )
