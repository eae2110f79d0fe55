"""`revstream evaluate` prints one object, for one test or for moving weeks, from a training set."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.evaluate.command import command
from cli.main import main
from events.shared.time_units import DAY_MS
from models.fraud.training.fit import fit
from models.fraud.training.fitted_model import FittedModel
from models.fraud.training.settings import TrainSettings
from models.shared.training.learners import LEARNERS
from models.shared.training.period import Period
from simulator.rhythm import START_MS
from simulator.scenario import Scenario, simulate
from tests.trainset.histories import MemoryHistory, built, fraud
from trainset.storage import read_table

PERIOD = ("--train-from", "2025-01-06", "--train-to", "2025-01-18", "--delay", "2d")
QUICK = ("--learners", "logistic", "--resamples", "20", "--no-baselines")


@pytest.fixture(scope="module")
def trainset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty-four days of simulated payments, frauds reported two days later."""
    scenario = Scenario(seed=4, cards=120, merchants=60, days=24, payments=3_000, fraud_rate=0.08)
    simulated = sorted(simulate(scenario), key=lambda each: each.payment.event_time_ms)
    payments = [each.payment for each in simulated]
    labels = [fraud(each.payment, 2 * DAY_MS) for each in simulated if each.is_fraud]
    folder = tmp_path_factory.mktemp("evaluate") / "trainset"
    built(MemoryHistory(payments, labels), folder)
    return folder


def run(trainset: Path, *more: str) -> Result:
    arguments = ["--trainset", str(trainset), *PERIOD, *QUICK, *more]
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def as_json(trainset: Path, *more: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(trainset, "--json", *more).stdout)
    return found


@pytest.fixture(scope="module")
def found(trainset: Path) -> dict[str, Any]:
    return as_json(trainset)


@pytest.fixture(scope="module")
def model(trainset: Path) -> FittedModel:
    settings = TrainSettings(learners=("logistic",))
    table = read_table(trainset)
    return fit(table, Period(START_MS, START_MS + 12 * DAY_MS), START_MS + 14 * DAY_MS, settings)


@pytest.fixture
def _trained(model: FittedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trains once for all tests that are about something else."""
    monkeypatch.setattr("cli.evaluate.command.fit", lambda *_: model)


def test_the_three_figures_are_numbers_at_the_top(found: dict[str, Any]) -> None:
    assert 0.7 < found["auc_roc"] <= 1
    assert 0.1 < found["average_precision"] <= 1
    assert 0 < found["card_precision_at_100"] <= found["best_possible"]["card_precision_at_100"]


def test_the_test_begins_a_delay_after_the_training_and_lasts_a_week(found: dict[str, Any]) -> None:
    assert found["periods"]["test_from"] == "2025-01-20"
    assert found["periods"]["test_to"] == "2025-01-27"
    assert len(found["days"]) == 7


def test_the_exported_model_is_timed(found: dict[str, Any]) -> None:
    latency = found["latency_of_model_alone"]
    assert latency["payments"] == min(5_000, found["counts"]["test_payments"])
    assert 0 < latency["p50_us"] <= latency["p95_us"] <= latency["p99_us"]


def test_both_false_positive_rates_fit_the_counts(found: dict[str, Any]) -> None:
    counts, flag = found["counts"], found["at_flag_threshold"]
    genuine = counts["test_payments"] - counts["test_frauds"]
    wrongly = found["false_positive_rate_of_legitimate"] * genuine
    assert wrongly == pytest.approx(found["false_positive_rate_of_flagged"] * flag["flagged"])


def test_cards_known_to_be_compromised_are_left_out_and_counted(found: dict[str, Any]) -> None:
    assert found["counts"]["left_out"]["compromised_cards"] > 0


@pytest.mark.usefixtures("_trained")
def test_k_names_the_figure_and_moves_it(trainset: Path) -> None:
    found = as_json(trainset, "--k", "5")
    assert "card_precision_at_100" not in found
    assert found["days"][0]["card_precision"] in {0, 0.2, 0.4, 0.6, 0.8, 1}


@pytest.mark.usefixtures("_trained")
def test_moving_weeks_give_one_object_with_means(trainset: Path, tmp_path: Path) -> None:
    picture = tmp_path / "weeks.png"
    moving = ("--prequential", "--step", "3d", "--weeks", "2", "--test-to", "2025-01-24")
    found = as_json(trainset, *moving, "--plot", str(picture))
    weeks = found["weeks"]
    assert [week["periods"]["test_from"] for week in weeks] == ["2025-01-20", "2025-01-23"]
    assert found["auc_roc"] == pytest.approx((weeks[0]["auc_roc"] + weeks[1]["auc_roc"]) / 2)
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.usefixtures("_trained")
def test_the_tables_compare_with_the_baselines(trainset: Path, tmp_path: Path) -> None:
    arguments = ["--trainset", str(trainset), *PERIOD, "--learners", "logistic"]
    arguments += ["--resamples", "5", "--plot", str(tmp_path / "days.png")]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    for words in ("best possible", "gradient boosting", "card precision at 100", "2025-01-20"):
        assert words in result.stdout
    assert "baseline: random_forest on counts_and_means" in result.stderr
    assert (tmp_path / "days.png").exists()


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (("--test-from", "2025-01-10"), "2025-01-10 UTC, expected at or after the end"),
        (("--test-from", "2026-01-10"), "test period: 0 payments"),
        (("--train-to", "2025-01-05"), "from 2025-01-06 to 2025-01-05 UTC, expected from < to"),
        (("--learners", "oracle"), "oracle"),
        (("--delay", "soon"), "'soon'"),
    ],
)
def test_what_cannot_be_evaluated_is_refused_with_exit_code_2(
    trainset: Path,
    more: tuple[str, ...],
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["evaluate", "--trainset", str(trainset), *PERIOD, *QUICK, *more]
    monkeypatch.setattr(sys, "argv", ["revstream", *arguments])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert fault in capsys.readouterr().err


def test_the_learners_named_in_the_help_are_those_there_are() -> None:
    text = "".join(CliRunner().invoke(command, ["--help"]).output.split())
    assert len(LEARNERS) == 3
    for name in LEARNERS:
        assert name in text
