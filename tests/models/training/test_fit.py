"""A fit sees its period and what was known then, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from models.fraud.training import tuning
from models.fraud.training.fit import fit
from models.fraud.training.fitted_model import FittedModel
from models.fraud.training.settings import TrainSettings
from models.shared.training.graph import calibrated_graph
from models.shared.training.learners import LEARNERS
from models.shared.training.period import Period
from tests.models.training.quick_fits import KNOWN_AT_MS, PERIOD, quick_fit
from tests.models.training.small_tables import DAY_MS, DELAY_MS, START_MS, small_table
from trainset.table import LabelColumns, TrainingTable

ONE_LEARNER = TrainSettings(learners=("logistic",))


def graph_of(model: FittedModel) -> bytes:
    return calibrated_graph(model.classifier, len(model.features), model.calibration)


def test_the_same_table_gives_the_same_bytes(table: TrainingTable, model: FittedModel) -> None:
    again = quick_fit(table)
    assert graph_of(again) == graph_of(model)
    assert (again.thresholds, again.report) == (model.thresholds, model.report)


def test_payments_outside_the_period_and_labels_reported_later_change_nothing(
    table: TrainingTable,
) -> None:
    period = Period(START_MS + 2 * DAY_MS, START_MS + 12 * DAY_MS)
    known_at_ms = period.to_ms + DELAY_MS
    outside = np.ones(len(table), dtype=np.bool_)
    outside[table.between(period.from_ms, period.to_ms)] = False
    values = table.values.copy()
    values[outside] = 1e6
    plain = table.labels
    within = table.between(period.from_ms, period.to_ms)[:200]
    rows = np.concatenate([plain.row, within])
    reported = np.concatenate([plain.reported_ms, np.full(within.size, known_at_ms + 1)])
    says = np.concatenate([plain.is_fraud, np.ones(within.size, dtype=np.bool_)])
    order = np.lexsort((reported, rows))
    planted = replace(
        table, values=values, labels=LabelColumns(rows[order], reported[order], says[order])
    )
    one, other = (fit(data, period, known_at_ms, ONE_LEARNER) for data in (table, planted))
    assert graph_of(one) == graph_of(other)
    assert one.thresholds == other.thresholds
    seen = fit(planted, period, known_at_ms + 1, ONE_LEARNER)
    assert seen.report.frauds > one.report.frauds


def test_every_learner_competes_and_the_best_wins(model: FittedModel) -> None:
    trials = model.report.trials
    assert {trial.kind for trial in trials} == set(LEARNERS)
    best = trials[model.report.chosen]
    assert best.kind == model.kind
    assert best.average_precision >= max(trial.average_precision for trial in trials) - 1e-3


def test_the_fraud_is_found_on_days_after_the_period(table: TrainingTable) -> None:
    period = Period(START_MS, START_MS + 10 * DAY_MS)
    model = fit(table, period, period.to_ms + DELAY_MS)
    later = table.between(period.to_ms, PERIOD.to_ms)
    scores = model.score(table.values[np.ix_(later, table.columns(model.features))])
    flagged, fraud = scores >= model.thresholds.flag, table.truth()[later]
    assert flagged[fraud].mean() > 0.7
    assert flagged[~fraud].mean() < 0.1
    assert scores.mean() == pytest.approx(fraud.mean(), abs=0.02)


def test_undersampled_and_weighted_fits_still_give_probabilities(table: TrainingTable) -> None:
    settings = TrainSettings(learners=("logistic",), most_genuine=300, most_genuine_tuning=200)
    model = quick_fit(table, settings)
    scores = model.score(table.values[:, table.columns(model.features)])
    assert scores.mean() == pytest.approx(table.truth().mean(), abs=0.01)


def test_with_few_frauds_nothing_is_tuned_and_the_report_says_so() -> None:
    table = small_table(rows=600, fraud_share=0.05)
    model = quick_fit(table, TrainSettings(learners=("logistic",)))
    assert len(model.report.trials) == 1
    assert any("nothing was tuned" in note for note in model.report.notes)


def test_a_period_without_frauds_is_refused() -> None:
    table = small_table(rows=300)
    labels = table.labels
    nothing = LabelColumns(labels.row[:0], labels.reported_ms[:0], labels.is_fraud[:0])
    with pytest.raises(ValueError, match="0 of them frauds"):
        quick_fit(replace(table, labels=nothing))


def test_a_short_period_is_folded_without_the_delay_and_the_report_says_so(
    table: TrainingTable,
) -> None:
    period = Period(START_MS, START_MS + 3 * DAY_MS)
    model = fit(table, period, KNOWN_AT_MS, ONE_LEARNER)
    assert model.report.gap_ms == 0
    assert any("too short" in note for note in model.report.notes)


def test_payments_whose_labels_are_not_known_yet_are_left_out_and_the_report_says_so(
    table: TrainingTable,
) -> None:
    model = fit(table, PERIOD, PERIOD.to_ms, ONE_LEARNER)
    assert model.report.rows < len(table)
    assert any("not known yet" in note for note in model.report.notes)


def test_features_that_the_data_cannot_feed_are_not_used(table: TrainingTable) -> None:
    model = quick_fit(replace(table, left_out={"f00": "absent"}), ONE_LEARNER)
    assert "f00" not in model.features
    assert "f04" in model.features


def test_settings_that_may_have_more_leaves_than_allowed_are_not_tried(
    table: TrainingTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = ({"max_iter": 40, "max_leaf_nodes": 31}, {"max_iter": 4, "max_leaf_nodes": 8})
    monkeypatch.setattr(tuning, "GRIDS", {"gradient_boosting": grid})
    for most_leaves, trees in ((None, {40, 4}), (40 * 31, {40, 4}), (40 * 31 - 1, {4})):
        settings = TrainSettings(learners=("gradient_boosting",), most_leaves=most_leaves)
        trials = quick_fit(table, settings).report.trials
        assert {trial.settings["max_iter"] for trial in trials} == trees


def test_all_faulty_settings_are_named_at_once() -> None:
    with pytest.raises(
        ValueError, match=r"learners: \['magic'\][\s\S]*least_features: 9[\s\S]*folds: 0"
    ):
        TrainSettings(learners=("magic",), least_features=9, most_features=3, folds=0)


def test_fewer_leaves_than_those_of_the_smallest_settings_are_refused() -> None:
    with pytest.raises(ValueError, match=r"most_leaves: 900, expected at least 960, .*boosting"):
        TrainSettings(learners=("gradient_boosting",), most_leaves=900)
    assert TrainSettings(learners=("logistic",), most_leaves=0).most_leaves == 0
