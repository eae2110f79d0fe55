"""An evaluation trains on what was known, tests on what was not, and shows it in every form."""

import json
from dataclasses import replace
from io import StringIO
from itertools import count
from pathlib import Path

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray
from rich.console import Console
from sklearn.metrics import average_precision_score

from events.shared.time_units import DAY_MS
from models.fraud.evaluation.baselines import (
    COUNTS_AND_MEANS,
    LEARNERS,
    MERCHANT_RISK,
    feature_sets,
)
from models.fraud.evaluation.evaluation import Evaluation, Settings, evaluate
from models.fraud.evaluation.latency import latency
from models.fraud.evaluation.picture import draw_days, draw_weeks
from models.fraud.evaluation.prequential import prequential, spread, weeks_of
from models.fraud.evaluation.presentation import show_evaluation, show_prequential
from models.fraud.evaluation.protocol import Periods, select_test
from models.fraud.evaluation.summary import evaluation_json, prequential_json
from models.shared.evaluation.resampling import Resampling
from models.shared.training.period import Period
from tests.models.evaluation.tables import (
    NAMES,
    PERIODS,
    SIGNAL,
    START_MS,
    SignalModel,
    noisy_table,
)
from trainset.table import TrainingTable

TABLE = noisy_table()
SETTINGS = Settings(cards_checked=10, resampling=Resampling(40), baselines=False)


def fit(_: TrainingTable, __: Period, ___: int) -> SignalModel:
    return SignalModel()


@pytest.fixture(scope="module")
def found() -> Evaluation:
    with_baselines = Settings(cards_checked=10, resampling=Resampling(40))
    return evaluate(TABLE, PERIODS, fit, with_baselines)


@pytest.fixture(scope="module")
def weeks() -> tuple[Evaluation, ...]:
    def one(periods: Periods) -> Evaluation:
        return evaluate(TABLE, periods, fit, SETTINGS)

    return prequential(weeks_of(PERIODS, 2 * DAY_MS, 3), one)


def test_the_model_is_given_the_training_period_and_the_labels_of_the_first_test_day() -> None:
    seen: list[tuple[Period, int]] = []

    def noting(table: TrainingTable, period: Period, known_at_ms: int) -> SignalModel:
        seen.append((period, known_at_ms))
        return fit(table, period, known_at_ms)

    evaluate(TABLE, PERIODS, noting, SETTINGS)
    assert seen == [(PERIODS.train, PERIODS.test.from_ms)]


def test_the_figures_are_those_of_the_scores_of_the_test_set(found: Evaluation) -> None:
    test = select_test(TABLE, PERIODS)
    signal = TABLE.values[test.rows, NAMES.index(SIGNAL)]
    expected = average_precision_score(TABLE.truth()[test.rows], signal)
    assert found.figures.ranked.average_precision == pytest.approx(expected)


def test_the_interval_lies_around_the_figure(found: Evaluation) -> None:
    interval = found.figures.intervals.average_precision
    assert interval.low is not None
    assert interval.high is not None
    assert interval.low < found.figures.ranked.average_precision < interval.high


def test_blocking_flags_less_than_flagging(found: Evaluation) -> None:
    assert 0 < found.block.flagged < found.flag.flagged


def test_a_model_that_reads_the_signal_beats_baselines_that_cannot(found: Evaluation) -> None:
    assert len(found.baselines) == 6
    for baseline in found.baselines:
        assert SIGNAL not in baseline.features
        assert baseline.figures.ranked.auc_roc < 0.65 < found.figures.ranked.auc_roc


def test_every_learner_is_fitted_on_both_feature_sets(found: Evaluation) -> None:
    assert [baseline.learner for baseline in found.baselines] == [*LEARNERS, *LEARNERS]
    assert [baseline.features for baseline in found.baselines] == [
        *[COUNTS_AND_MEANS] * 3,
        *[COUNTS_AND_MEANS + MERCHANT_RISK] * 3,
    ]


def test_a_baseline_given_the_signal_finds_it() -> None:
    values = TABLE.values.copy()
    values[:, NAMES.index("amount_minor")] = values[:, NAMES.index(SIGNAL)]
    table = replace(TABLE, values=values)
    found = evaluate(table, PERIODS, fit, Settings(cards_checked=10, resampling=Resampling(1)))
    by_learner = {baseline.learner: baseline for baseline in found.baselines}
    assert by_learner["logistic_regression"].figures.ranked.auc_roc > 0.85


def test_features_that_the_data_cannot_feed_are_no_baseline_features() -> None:
    unfed = dict.fromkeys((*MERCHANT_RISK, "is_night"), "absent")
    table = replace(TABLE, left_out=unfed)
    sets = feature_sets(table)
    assert list(sets) == ["counts_and_means"]
    assert "is_night" not in sets["counts_and_means"]


def test_the_same_arguments_give_the_same_evaluation(found: Evaluation) -> None:
    again = evaluate(TABLE, PERIODS, fit, Settings(cards_checked=10, resampling=Resampling(40)))
    assert again == found


def test_payments_after_the_test_change_nothing() -> None:
    whole = evaluate(TABLE, PERIODS, fit, SETTINGS)
    late = TABLE.event_time_ms >= PERIODS.test.to_ms
    changed = TABLE.values.copy()
    changed[late] = 1e6
    other = replace(TABLE, values=changed)
    assert evaluate(other, PERIODS, fit, SETTINGS) == whole


def test_a_gap_shorter_than_the_delay_is_said() -> None:
    test = Period(START_MS + 5 * DAY_MS, START_MS + 10 * DAY_MS)
    found = evaluate(TABLE, Periods(PERIODS.train, 2 * DAY_MS, test), fit, SETTINGS)
    assert any("less than the delay of 2 days" in note for note in found.notes)


def test_payments_that_end_before_the_test_are_said() -> None:
    test = Period(PERIODS.test.from_ms, START_MS + 40 * DAY_MS)
    found = evaluate(TABLE, Periods(PERIODS.train, 2 * DAY_MS, test), fit, SETTINGS)
    assert any("end more than a day before" in note for note in found.notes)


def test_latency_is_what_the_clock_says_of_each_payment() -> None:
    ticks = count()

    def now_ns() -> int:
        return next(ticks) ** 2 * 1_000

    timed = latency(lambda _: 0.0, np.zeros((3, 2)), now_ns)
    assert (timed.payments, timed.mean_us, timed.p50_us) == (3, 5.0, 5.0)


def test_a_timed_payment_has_none_where_a_value_is_missing() -> None:
    rows: list[list[object]] = []

    def score(row: object) -> float:
        rows.append(list(row))  # type: ignore[call-overload]
        return 0.0

    latency(score, np.array([[1.0, np.nan]]), iter(range(9)).__next__)
    assert rows == [[1.0, None], [1.0, None]]


def test_the_timing_is_given_the_model_and_the_values_of_the_test() -> None:
    seen: list[NDArray[np.float64]] = []

    def timing(_: object, values: NDArray[np.float64]) -> None:
        seen.append(values)

    evaluate(TABLE, PERIODS, fit, SETTINGS, timing=timing)  # type: ignore[arg-type]
    assert seen[0].shape == (select_test(TABLE, PERIODS).rows.size, len(NAMES))


def test_the_json_has_the_three_figures_at_its_top(found: Evaluation) -> None:
    top = json.loads(json.dumps(evaluation_json(found, SETTINGS)))
    assert top["auc_roc"] == found.figures.ranked.auc_roc
    assert top["average_precision"] == found.figures.ranked.average_precision
    assert top["card_precision_at_10"] == found.figures.ranked.card_precision
    assert top["best_possible"]["card_precision_at_10"] == found.best.card_precision
    assert top["intervals"]["auc_roc"]["resampled"] == "cards"
    assert len(top["days"]) == 4
    assert len(top["baselines"]) == 6
    assert top["periods"]["test_from"] == "2025-01-12"


def test_weeks_move_by_the_step(weeks: tuple[Evaluation, ...]) -> None:
    starts = [(week.periods.test.from_ms - PERIODS.test.from_ms) // DAY_MS for week in weeks]
    assert starts == [0, 2, 4]
    assert all(week.periods.delay_ms == PERIODS.delay_ms for week in weeks)


def test_the_spread_is_mean_and_sample_deviation(weeks: tuple[Evaluation, ...]) -> None:
    values = [week.figures.ranked.auc_roc for week in weeks]
    over = spread([week.figures.ranked for week in weeks]).auc_roc
    assert over.mean == pytest.approx(sum(values) / 3)
    assert over.sd == pytest.approx(np.std(values, ddof=1))
    assert spread([weeks[0].figures.ranked]).auc_roc.sd is None


def test_the_json_of_weeks_has_their_means_at_its_top(weeks: tuple[Evaluation, ...]) -> None:
    top = json.loads(json.dumps(prequential_json(weeks, SETTINGS)))
    assert top["auc_roc"] == pytest.approx(np.mean([week["auc_roc"] for week in top["weeks"]]))
    assert set(top["standard_deviation"]) == {
        "auc_roc",
        "average_precision",
        "card_precision_at_10",
    }


def test_a_week_that_cannot_be_tested_is_named() -> None:
    def one(periods: Periods) -> Evaluation:
        return evaluate(TABLE, periods, fit, SETTINGS)

    with pytest.raises(ValueError, match="week 2 of 2: test period: 0 payments"):
        prequential(weeks_of(PERIODS, 30 * DAY_MS, 2), one)


def test_no_weeks_are_refused() -> None:
    with pytest.raises(ValueError, match="weeks: 0"):
        weeks_of(PERIODS, DAY_MS, 0)


def test_the_tables_show_every_model(found: Evaluation, weeks: tuple[Evaluation, ...]) -> None:
    console = Console(width=160, record=True, file=StringIO())
    show_evaluation(console, found, SETTINGS)
    show_prequential(console, weeks, SETTINGS)
    text = console.export_text()
    for words in ("best possible", "random forest", "gradient boosting", "Week by week"):
        assert words in text
    assert f"{found.figures.ranked.auc_roc:.3f}" in text


def test_both_shares_of_the_false_alarms_are_said_in_one_sentence(found: Evaluation) -> None:
    console = Console(width=160, record=True, file=StringIO())
    point = msgspec.structs.replace(
        found.flag,
        flagged=1_250,
        detection_rate=0.75,
        false_positive_rate_of_legitimate=0.02,
        false_positive_rate_of_flagged=0.8,
    )
    show_evaluation(console, msgspec.structs.replace(found, flag=point), SETTINGS)
    assert (
        "flag or block: 75.0% of the frauds found; 2.0% of the legitimate payments stopped, which"
        " are 80.0% of the 1,250 alarms"
    ) in console.export_text()


def test_the_pictures_are_written(
    found: Evaluation, weeks: tuple[Evaluation, ...], tmp_path: Path
) -> None:
    draw_days(found, SETTINGS, tmp_path / "days.png")
    draw_weeks(weeks, SETTINGS, tmp_path / "weeks.png")
    for name in ("days.png", "weeks.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
