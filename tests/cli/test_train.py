"""`revstream train` puts a model into a registry and says how good it is."""

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import simulate
from cli import trainset as make_trainset
from cli.train import command as train
from events.shared.time_units import DAY_MS
from features.fraud.catalogue import SHIPPED
from models.fraud.artifact import load_fraud_model
from models.fraud.training import publication
from models.fraud.training.export import ParityError
from tests.models.training.quick_fits import make_quick
from tests.models.training.small_tables import names_of, small_table
from trainset.storage import read_table

KNOWN = [feature.name for feature in SHIPPED.features]

TABLE = small_table(rows=1_500, width=16)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    make_quick(monkeypatch)


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "training_table", lambda *_, **__: TABLE)


def run(tmp_path: Path, *more: str) -> Result:
    arguments = ["--trainset", str(tmp_path), "--registry", str(tmp_path / "models")]
    line = [*arguments, "--learners", "logistic", *more]
    result = CliRunner().invoke(train.command, line)
    if isinstance(result.exception, ValueError):
        raise result.exception
    return result


@pytest.mark.usefixtures("_small")
def test_the_model_is_in_the_registry_with_the_costs_that_were_given(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        *("--train-from", "2025-01-07", "--train-to", "2025-01-18T12:00", "--maturity", "36h"),
        *("--review-cost-minor", "50", "--reviews-per-day", "1", "--json"),
    )
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    directory = Path(found["directory"])
    assert directory == tmp_path / "models" / "fraud" / "1"
    manifest = load_fraud_model(directory, names_of(16)).manifest
    assert manifest.thresholds == {"flag": found["flag"], "block": found["block"]}
    lineage = json.loads((directory / "lineage.json").read_bytes())
    assert lineage["period"] == {"from_ms": 1_736_208_000_000, "to_ms": 1_737_201_600_000}
    assert lineage["known_at_ms"] == 1_737_201_600_000 + TABLE.feedback_delay_ms
    assert lineage["settings"]["maturity_ms"] == 129_600_000
    assert lineage["settings"]["costs"]["review_cost_minor"] == 50
    assert lineage["settings"]["limits"]["reviews_per_day"] == 1
    assert "train: " in result.stderr


@pytest.mark.usefixtures("_small")
def test_a_person_gets_a_summary(tmp_path: Path) -> None:
    result = run(tmp_path, "--name", "other")
    assert result.exit_code == 0, result.output
    assert f"{tmp_path / 'models' / 'other' / '1'}: logistic," in result.stdout
    assert "of the frauds" in result.stdout


@pytest.mark.usefixtures("_small")
def test_a_quarter_of_a_short_history_is_left_out_and_said_at_start_and_end(tmp_path: Path) -> None:
    result = run(tmp_path)
    said = "trained on 2025-01-06 00:03 to 2025-01-16 11:53 UTC"
    assert f"train: {said}" in result.stderr
    assert f"{said}\nleft out to test on: " in result.stdout


@pytest.mark.usefixtures("_small")
def test_the_test_that_is_proposed_can_be_copied_into_a_shell(tmp_path: Path) -> None:
    folder = tmp_path / "my work"
    folder.mkdir()
    said = run(folder).stdout.partition("on the same history: ")[2].splitlines()[0]
    model = str(folder / "models" / "fraud" / "1")
    expected = ["revstream", "backtest", "--trainset", str(folder), "--model", model]
    assert shlex.split(said)[:6] == expected


@pytest.mark.usefixtures("_small")
def test_what_is_left_out_is_after_the_period_of_the_lineage(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, "--leave-out", "3d", "--json").stdout)
    lineage = json.loads((tmp_path / "models" / "fraud" / "1" / "lineage.json").read_bytes())
    end = int(TABLE.event_time_ms.max()) + 1
    assert found["left_out"] == {"from_ms": end - 3 * DAY_MS, "to_ms": end}
    assert lineage["period"]["to_ms"] == found["period"]["to_ms"] == end - 3 * DAY_MS
    assert found["left_out_payments"] == (TABLE.event_time_ms >= end - 3 * DAY_MS).sum() > 0


@pytest.mark.usefixtures("_small")
def test_a_history_that_is_used_whole_is_said_to_be(tmp_path: Path) -> None:
    result = run(tmp_path, "--leave-out", "0d")
    assert "train: NOTHING IS LEFT OUT" in result.stderr
    assert "NOTHING IS LEFT OUT to test on" in result.stdout


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--leave-out", "30d"), "--leave-out: it leaves no payment to train on"),
        (("--train-from", "2031-01-01"), "--train-from: no payment from 2031-01-01 UTC on"),
        (("--train-to", "2024-12-31"), "--train-to: no payment from .* to 2024-12-31 UTC"),
        (
            ("--train-from", "2025-01-08", "--train-to", "2025-01-07"),
            "--train-to: no payment from 2025-01-08 to 2025-01-07 UTC",
        ),
    ],
)
def test_a_period_without_payments_is_refused_with_the_option_that_makes_it_so(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    history = "; the history is from 2025-01-06 00:03 to 2025-01-1"
    with pytest.raises(ValueError, match=said + history):
        run(tmp_path, *options)


@pytest.mark.usefixtures("_small")
def test_a_graph_that_scores_otherwise_is_exit_code_1_and_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def differs(*_: object) -> None:
        raise ParityError("3 of 9 rows differ")

    monkeypatch.setattr(publication, "to_artifact", differs)
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "3 of 9 rows differ" in result.stderr
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--learners", "magic"), "magic: some of"),
        (("--train-from", "soon"), "'soon': a date or time"),
        (("--recovered-share", "1.5"), "1.5 is not in the range"),
    ],
)
def test_an_option_that_cannot_be_read_is_named(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = run(tmp_path, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_training_set_or_an_input_is_expected_and_never_both(tmp_path: Path) -> None:
    payments = tmp_path / "p.jsonl"
    payments.touch()
    registry = ("--registry", str(tmp_path / "models"))
    for given in ((), ("--trainset", str(tmp_path), "--input", str(payments))):
        result = CliRunner().invoke(train.command, [*given, *registry])
        assert result.exit_code == 2
        assert "exactly one of --trainset and --input" in result.stderr


def test_simulated_payments_become_a_training_set_and_then_a_model(tmp_path: Path) -> None:
    payments, labels, trainset = (tmp_path / name for name in ("p.jsonl", "l.jsonl", "trainset"))
    given = ["--payments", "2000", "--cards", "60", "--days", "30", "--fraud-rate", "0.1"]
    steps = (
        (simulate.command, ["--output", str(payments), "--labels", str(labels), *given]),
        (
            make_trainset.command,
            ["--input", str(payments), "--labels", str(labels), "--output", str(trainset)],
        ),
        (
            train.command,
            ["--trainset", str(trainset), "--registry", str(tmp_path), "--learners", "logistic"],
        ),
    )
    for command, arguments in steps:
        result = CliRunner().invoke(command, arguments)
        assert result.exit_code == 0, result.output
    manifest = load_fraud_model(tmp_path / "fraud" / "1", KNOWN).manifest
    assert 15 <= len(manifest.features) <= 40
    assert manifest.training_data_id == read_table(trainset).data_id
    source = ["--input", str(payments), "--labels", str(labels)]
    again = CliRunner().invoke(
        train.command, [*source, "--registry", str(tmp_path), "--learners", "logistic"]
    )
    assert again.exit_code == 0, again.stderr
    second = load_fraud_model(tmp_path / "fraud" / "2", KNOWN).manifest
    assert (second.sha256, second.training_data_id) == (manifest.sha256, manifest.training_data_id)
