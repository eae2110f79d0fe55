"""Decisions over a table are those of the job's decider."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from backtest.decide import ACTIONS, decide
from backtest.setting import Setting, load_setting
from events.fraud.payment import Payment
from models.fraud.decider import Decider
from models.fraud.given_features import given_by
from models.fraud.rules import catalogue_schema, parse_fraud_rules
from models.shared.rules.ruleset import rule_set
from models.shared.scorer import OnnxScorer
from tests.backtest.histories import PLAN, START_MS, Replayed, hand_made, replayed
from tests.models.peculiar_models import FATAL_AMOUNT, failing_for_one_payment
from tests.models.tiny_model import tiny_artifact
from tests.strategies.payments import STREAMS

BUSY_RULES = parse_fraud_rules(
    """
version: 1
rules:
  - {id: twice, version: 1, expression: card_count_24h == 2, action: flag, reason: a}
  - {id: quick, version: 1, expression: card_seconds_since_last < 4000.5, action: block, reason: b}
  - {id: usual, version: 1, expression: not card_new_merchant, action: allow, reason: c}
  - {id: unseen, version: 1, expression: is_missing(card_speed_kmh) and country == "US",
     action: flag, reason: d}
  - {id: night, version: 1, expression: is_night and amount_minor > 100, action: flag, reason: e}
""",
    "busy",
    catalogue_schema(),
)
SETTINGS = {
    "shipped": load_setting(None, None),
    "busy": Setting(BUSY_RULES, tiny_artifact(), "busy", "tiny"),
    "no rules": Setting(rule_set(1, ()), tiny_artifact(), "none", "t"),
}


def assert_as_the_job_decides(history: Replayed, setting: Setting) -> None:
    scorer = OnnxScorer(setting.artifact, PLAN.names)
    decider = Decider(setting.rules, scorer, "test", lambda: 0, given=given_by(PLAN))
    found = decide(history.table, np.arange(len(history.table)), setting)
    for row, (payment, values) in enumerate(zip(history.payments, history.values, strict=True)):
        verdict = decider.judge(payment, values, late=bool(history.table.late[row]))
        assert ACTIONS[found.action[row]] == verdict.action
        assert found.hits(row) == verdict.hits
        score = found.score[row]
        assert (None if math.isnan(score) else score) == verdict.score


@pytest.mark.parametrize("name", SETTINGS)
@given(STREAMS)
@settings(max_examples=40)
def test_each_row_is_decided_as_the_job_decides_it(name: str, payments: list[Payment]) -> None:
    assert_as_the_job_decides(replayed(payments), SETTINGS[name])


@pytest.mark.parametrize(("name", "action"), [("flag", "flag"), ("block", "block")])
def test_a_score_at_a_threshold_reaches_it(name: str, action: str) -> None:
    table = hand_made(amount_minor=[2], event_time_ms=[START_MS])
    setting = SETTINGS["no rules"]
    (score,) = decide(table, np.arange(1), setting).score
    at = {"flag": score, "block": 1.0, name: score}
    manifest = replace(setting.artifact.manifest, thresholds=at)
    changed = dataclasses.replace(
        setting, artifact=dataclasses.replace(setting.artifact, manifest=manifest)
    )
    (found,) = decide(table, np.arange(1), changed).action
    assert ACTIONS[found] == action
    assert not changed.decides_as(setting)


def test_a_payment_that_the_model_gives_no_probability_for_is_flagged_as_the_job_does() -> None:
    setting = Setting(rule_set(1, ()), failing_for_one_payment("nan"), "none", "t")
    table = hand_made(amount_minor=[-9, int(FATAL_AMOUNT)], event_time_ms=[START_MS, START_MS])
    found = decide(table, np.arange(2), setting)
    assert [ACTIONS[action] for action in found.action] == ["allow", "flag"]
    assert np.isnan(found.score).tolist() == [False, True]
