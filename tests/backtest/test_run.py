"""A whole backtest: its parts agree with each other."""

import json
from dataclasses import replace

import pytest

from backtest.backtest import run_backtest
from backtest.decide import ALLOW, decide
from backtest.json_form import json_form
from backtest.summary import summary
from backtest.truth import truth_from_labels
from tests.backtest.answers import MATURITY_MS, answer, candidate, unseen


def test_the_findings_are_json_and_agree_with_each_other() -> None:
    found = json.loads(json.dumps(json_form(answer())))
    counts = found["data"]
    assert counts["frauds"] + counts["genuine"] + counts["young"] == counts["payments"]
    tallies = [
        tally["payments"]
        for money in found["candidate"]["money"]
        for name, tally in money.items()
        if name != "currency"
    ]
    assert sum(tallies) == counts["payments"]
    detection = found["candidate"]["stopped"]["detection"]
    assert detection["whole"] == counts["frauds"]
    assert found["report_card"]["lines"][0]["revstream"] == detection
    changes = found["changes"]
    assert changes["payments"] == changes["better"] + changes["worse"] + changes["unknown"] > 0
    assert found["report_card"]["latency"]["mean_us"] > 0


def test_the_candidate_is_decided_by_its_own_rules() -> None:
    backtest = answer()
    table, rows = backtest.question.table, backtest.history.rows
    found = decide(table, rows, candidate())
    assert (found.action == backtest.candidate.decisions.action).all()
    assert (found.action != backtest.current.decisions.action).any()


def test_a_setting_compared_with_itself_changes_nothing() -> None:
    question = replace(answer().question, current=candidate())
    found = run_backtest(
        question,
        lambda rows: truth_from_labels(question.table, rows, MATURITY_MS),
        lambda: 0,
        unseen,
    )
    assert found.comparison.count() == 0
    assert "changed decisions   0:" in summary(found)
    assert found.current is found.candidate


def test_young_payments_are_counted_apart_and_noted() -> None:
    found = answer(from_labels=True)
    young = int((~found.history.truth.counted).sum())
    assert young > 0
    assert any(f"{young:,} of" in note for note in found.notes)
    assert found.candidate.stopped.detection.whole == found.history.truth.counted_fraud.sum()


def test_a_feature_that_the_data_cannot_feed_is_noted() -> None:
    question = replace(
        answer().question,
        table=replace(answer().question.table, left_out={"card_speed_kmh": "no position"}),
    )
    found = run_backtest(
        question,
        lambda rows: truth_from_labels(question.table, rows, MATURITY_MS),
        lambda: 0,
        unseen,
    )
    assert (
        "1 feature that the model or rules read is not fed by the data: card_speed_kmh"
        in found.notes
    )


def test_a_history_that_is_all_too_young_is_refused() -> None:
    question = replace(answer().question, maturity_ms=400 * 86_400_000)
    with pytest.raises(ValueError, match=r"truth: of the \d+ payments .* is 400 days older"):
        run_backtest(
            question,
            lambda rows: truth_from_labels(question.table, rows, question.maturity_ms),
            lambda: 0,
            unseen,
        )


def test_the_report_card_says_what_reaches_the_published_figures() -> None:
    backtest = answer()
    stopped = backtest.candidate.stopped
    by_figure = {line.figure: line for line in backtest.card.lines}
    line = by_figure["False positives, of the genuine payments"]
    share = stopped.false_positives_of_genuine.share
    assert share is not None
    assert line.met == (share <= 0.032)
    assert by_figure["Detection, of the amount of the frauds"].met is None


def test_importance_finds_the_features_that_the_ranking_needs() -> None:
    importance = answer().importance
    assert importance is not None
    falls = [feature.fall for feature in importance.features]
    assert falls == sorted(falls, reverse=True)
    assert falls[0] > 0.02
    history = answer().history
    assert importance.frauds == (history.truth.counted_fraud & ~history.late).sum()


def test_the_summary_names_the_denominators() -> None:
    backtest = answer()
    detection = backtest.candidate.stopped.detection
    lines = summary(backtest)
    assert f"{detection.part} of {detection.whole} frauds" in lines
    assert (backtest.candidate.decisions.action != ALLOW).any()
