"""The definition file of the guide through the commands that need no job."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import backtest, simulate
from cli import trainset as make_trainset
from cli.convert import command as convert
from cli.inspect import command as inspect
from cli.parity import command as parity
from cli.replay import command as replay
from cli.rules import command as rules
from cli.train import command as train
from features.fraud.definitions import feature_meanings, load_definitions
from tests.docs.guide_team import FEATURES, guide_team
from tests.models.training.quick_fits import make_quick
from trainset.storage import read_table

SIZE = ("--payments", "2500", "--cards", "60", "--merchants", "50", "--days", "45")
TRAITS = ("--categories", "--currencies", "--devices", "--fraud-rate", "0.03")


@dataclass(frozen=True)
class Team:
    """A team's definitions, its payments and what was made of them."""

    definitions: Path
    payments: Path
    labels: Path
    rows: Path
    trainset: Path


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    folder = tmp_path_factory.mktemp("team")
    made = Team(
        guide_team(folder).definitions,
        folder / "payments.jsonl",
        folder / "labels.jsonl",
        folder / "rows.jsonl",
        folder / "trainset",
    )
    run(simulate.command, "--folder", folder, *SIZE, *TRAITS)
    inputs = ("--input", made.payments, "--labels", made.labels, "--definitions", made.definitions)
    run(replay.command, *inputs, "--output", made.rows)
    run(make_trainset.command, *inputs, "--output", made.trainset)
    return made


def run(command: object, *arguments: object) -> str:
    result = CliRunner().invoke(command, [str(each) for each in arguments])  # type: ignore[arg-type]
    assert result.exit_code == 0, f"{result.output} {result.exception!r}"
    return result.stdout


def test_a_replay_and_a_training_set_have_the_same_own_features(team: Team) -> None:
    told = run(
        parity.command, "--trainset", team.trainset, "--features", team.rows, "--check-labels"
    )
    compared = {line.split()[0]: tuple(line.split()[1:3]) for line in told.splitlines() if line}
    assert {name: compared[name] for name in FEATURES} == dict.fromkeys(FEATURES, ("2,500", "0"))


def test_own_features_vary_with_the_fields_that_they_are_of(team: Team) -> None:
    table = read_table(team.trainset)
    assert not set(FEATURES) & table.left_out.keys()
    assert set(FEATURES) <= set(table.feature_names)


def test_amounts_of_another_currency_are_compared_in_the_base_currency(team: Team) -> None:
    rows = [json.loads(line) for line in team.rows.read_bytes().splitlines()]
    payments = {}
    for line in team.payments.read_bytes().splitlines():
        try:
            payment = json.loads(line)
            payments[payment["transaction_id"]] = payment["currency"]
        except (ValueError, KeyError, TypeError):
            continue  # One of the records that are no payments.
    alone = {"EUR": set[bool](), "JPY": set[bool]()}
    for row in rows:
        currency, features = payments[row["transaction_id"]], row["features"]
        if features.get("merchant_count_1h") == 1 and currency in alone:
            alone[currency].add(features["merchant_sum_minor_1h"] == features["amount_minor"])
    assert alone == {"EUR": {True}, "JPY": {False}}


CSV = """\
transaction_id,card_id,merchant_id,amount,currency,country,channel,event_time_ms,Category
a,c,m,12.50,EUR,DE,pos,1736121600000,5411
b,c,m,1500,JPY,DE,pos,1736121601000,
"""


def test_a_column_of_an_own_field_is_understood_and_converted(team: Team, tmp_path: Path) -> None:
    path, converted = tmp_path / "payments.csv", tmp_path / "payments.jsonl"
    path.write_text(CSV)
    given = ("--input", path, "--columns", "mcc=Category", "--definitions", team.definitions)
    told = json.loads(run(inspect.command, *given, "--json"))
    assert told["lost_features"]["device_pace"] == "device_id: absent"
    assert "card_categories_7d" not in told["lost_features"]
    run(convert.command, *given, "--output", converted)
    first, second = (json.loads(line) for line in converted.read_bytes().splitlines())
    assert (first["mcc"], second.get("mcc")) == ("5411", None)
    assert (first["amount_minor"], second["amount_minor"]) == (1250, 1500)
    assert "amount_base_minor" not in first | second


def test_a_training_set_has_its_own_definitions(team: Team, tmp_path: Path) -> None:
    arguments = ["--trainset", str(team.trainset), "--definitions", str(team.definitions)]
    result = CliRunner().invoke(train.command, [*arguments, "--registry", str(tmp_path)])
    assert result.exit_code == 2
    assert "a training set has its own" in result.output


RULE = """version: 1
rules:
  - {id: pace, version: 1, expression: "EXPRESSION", action: flag, reason: Many at the device}
"""


def rules_of(folder: Path, expression: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text(RULE.replace("EXPRESSION", expression), encoding="utf-8")
    return path


@pytest.mark.parametrize("of", ["training set", "file"])
def test_rules_that_read_own_features_are_checked(team: Team, tmp_path: Path, of: str) -> None:
    path = rules_of(tmp_path, "device_pace > 2 and card_new_category_30d and mcc in ['5411']")
    options = {
        "training set": ("--trainset", team.trainset),
        "file": ("--definitions", team.definitions),
    }
    assert run(rules.command, "check", path, *options[of]).endswith("no faults\n")
    refused = CliRunner().invoke(rules.command, ["check", str(path)])
    assert "unknown name 'device_pace'" in str(refused.exception)


def test_rules_that_read_own_features_are_tried_on_a_history(team: Team, tmp_path: Path) -> None:
    path = rules_of(tmp_path, "device_pace > 1 and card_new_category_30d")
    stored = ("--trainset", team.trainset, "--maturity-days", "7", "--json")
    tried = json.loads(run(rules.command, "test", path, *stored))
    table = read_table(team.trainset)
    pace, new = (table.columns((name,))[0] for name in ("device_pace", "card_new_category_30d"))
    expected = ((table.values[:, pace] > 1) & (table.values[:, new] == 1)).sum()
    (rule,) = tried["candidate"]["by_rule"]
    assert rule["hits"] == expected > 10


def test_a_rule_that_reads_an_own_field_itself_cannot_be_tried_on_a_training_set(
    team: Team, tmp_path: Path
) -> None:
    path = rules_of(tmp_path, "mcc == '5411'")
    arguments = ["test", str(path), "--trainset", str(team.trainset), "--maturity-days", "7"]
    refused = CliRunner().invoke(rules.command, arguments)
    assert "a training set has no own fields of payments" in str(refused.exception)


def test_a_model_is_trained_evaluated_and_tried_on_own_features(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_quick(monkeypatch)
    stored = ("--trainset", team.trainset)
    found = json.loads(
        run(
            train.command,
            *(*stored, "--registry", tmp_path / "registry", "--learners", "logistic", "--json"),
        )
    )
    manifest = json.loads((Path(found["directory"]) / "manifest.json").read_bytes())
    definitions = load_definitions(str(team.definitions))
    assert manifest["definitions_sha256"] == definitions.sha256
    meanings = feature_meanings(definitions)
    assert manifest["feature_meanings"] == {name: meanings[name] for name in found["features"]}
    report = ("--report", tmp_path / "report.html", "--maturity-days", "7", "--json")
    tried = json.loads(run(backtest.command, *stored, "--model", found["directory"], *report))
    assert tried["candidate"] != tried["current"]


TEXTS_AND_LISTS = """version: 1
extends: shipped
features:
  - {name: card_country_before, of: card, last_value: country, over: 30d, description: Before.}
  - {name: paid_in, value: currency, description: Currency.}
  - {name: card_countries, of: card, last_values: country, n: 3, over: 30d, description: Last.}
"""


@pytest.fixture(scope="module")
def worded(team: Team, tmp_path_factory: pytest.TempPathFactory) -> Team:
    """Features that are texts and lists, of the same payments."""
    folder = tmp_path_factory.mktemp("worded")
    definitions = folder / "own.yaml"
    definitions.write_text(TEXTS_AND_LISTS, encoding="utf-8")
    rows, stored = folder / "rows.jsonl", folder / "trainset"
    inputs = ("--input", team.payments, "--labels", team.labels, "--definitions", definitions)
    run(replay.command, *inputs, "--output", rows)
    run(make_trainset.command, *inputs, "--output", stored)
    return Team(definitions, team.payments, team.labels, rows, stored)


@pytest.mark.parametrize("option", ["--features", "--decisions"])
def test_texts_are_compared_and_lists_are_named_as_left_out(worded: Team, option: str) -> None:
    told = run(parity.command, "--trainset", worded.trainset, option, worded.rows)
    compared = {line.split()[0]: tuple(line.split()[1:3]) for line in told.splitlines() if line}
    texts = ("card_country_before", "paid_in")
    assert {name: compared[name] for name in texts} == dict.fromkeys(texts, ("2,500", "0"))
    assert "not compared, since a training set keeps no lists: card_countries\n" in told


@pytest.mark.parametrize("other", ["XX", None, 7, ["XX"]])
def test_another_text_is_a_mismatch(worded: Team, tmp_path: Path, other: object) -> None:
    rows = [json.loads(line) for line in worded.rows.read_bytes().splitlines()]
    row = next(row for row in rows if row["features"]["card_country_before"] is not None)
    known, row["features"]["card_country_before"] = row["features"]["card_country_before"], other
    changed = tmp_path / "rows.jsonl"
    changed.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    stored = ["--trainset", str(worded.trainset), "--features", str(changed)]
    result = CliRunner().invoke(parity.command, [*stored, "--json"])
    assert result.exit_code == 1
    found = json.loads(result.stdout)["parity"]
    assert found["not_kept"] == ["card_countries"]
    (example,) = found["examples"]
    assert (example["in_stream"], example["in_trainset"]) == (other, known)
    assert f"{known!r} in the training set" in CliRunner().invoke(parity.command, stored).stdout
