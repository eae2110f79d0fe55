"""`revstream backtest` on a stored training set."""

import json
import re
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from cli import backtest as backtest_cli
from cli.train.training_table import TableSource
from tests.backtest.histories import simulated
from trainset.table import TrainingTable

RULES = """
version: 9
rules:
  - id: everything
    version: 1
    expression: amount_minor >= 0
    action: block
    reason: Nothing goes through
"""


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the command reads as the simulated history."""
    table, truths = simulated()

    def read(source: TableSource, **_: bool) -> TrainingTable:
        assert source.trainset == tmp_path
        return table

    monkeypatch.setattr(backtest_cli, "training_table", read)
    (tmp_path / "truth.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, truths.values())))
    (tmp_path / "rules.yaml").write_text(RULES)
    return tmp_path


def run(history: Path, *arguments: str) -> tuple[int, str]:
    command = ["--trainset", str(history), "--report", str(history / "new" / "report.html")]
    result = CliRunner().invoke(backtest_cli.command, [*command, *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_it_writes_the_report_and_prints_what_was_found(history: Path) -> None:
    code, printed = run(history, "--from", "2025-01-26", "--truth", str(history / "truth.jsonl"))
    assert code == 0
    assert "frauds stopped" in printed
    assert "2025-01-26 to" in printed
    report = (history / "new" / "report.html").read_text(encoding="utf-8")
    assert "By fraud pattern" in report


def test_candidate_rules_are_compared_with_the_shipped_ones(history: Path) -> None:
    changes = history / "lists" / "changes.jsonl"
    options = (
        "--rules",
        str(history / "rules.yaml"),
        "--changes",
        str(changes),
        "--json",
        "--maturity-days",
        "5",
    )
    code, printed = run(history, "--from", "2025-02-01", "--to", "2025-02-05T12:00+01:00", *options)
    found = json.loads(printed)
    lines = [json.loads(line) for line in changes.read_text().splitlines()]
    assert code == 0
    assert found["period"]["to"] == "2025-02-05 11:00"
    assert found["candidate"]["stopped"]["detection"]["share"] == 1
    assert found["candidate"]["rules"]["version"] == 9
    assert found["changes"]["payments"] == len(lines) > 0
    assert {line["after"] for line in lines} == {"block"}
    assert {tuple(line["rules_after"]) for line in lines} == {("everything",)}


def test_a_time_that_is_none_is_refused_with_what_is_expected(history: Path) -> None:
    result = CliRunner().invoke(
        backtest_cli.command, ["--trainset", str(history), "--from", "yesterday"]
    )
    assert result.exit_code == 2
    assert "'yesterday': a date or time such as 2018-07-25T14:30 is expected" in result.stderr


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--truth", "rules.yaml", "--truth: .*rules.yaml is no truth of a simulation"),
        ("--maturity-days", "nan", "nan: a number of days is expected"),
    ],
)
def test_a_faulty_option_is_named(history: Path, option: str, value: str, said: str) -> None:
    line = ["--trainset", str(history), option, value]
    line[-1] = str(history / value) if option == "--truth" else value
    result = CliRunner().invoke(backtest_cli.command, line)
    assert re.search(said, f"{result.stderr} {result.exception}")


def test_each_rule_of_the_candidate_is_in_the_json(history: Path) -> None:
    options = ("--rules", str(history / "rules.yaml"), "--maturity-days", "5", "--json")
    _, printed = run(history, "--from", "2025-02-01", "--to", "2025-02-05", *options)
    found = json.loads(printed)
    (everything,) = found["candidate"]["by_rule"]
    assert everything["hits"] == found["data"]["payments"] > 0
    assert found["candidate"]["rules"]["name"] == "rules.yaml"


def test_a_period_without_payments_is_a_fault_of_the_input(history: Path) -> None:
    with pytest.raises(ValueError, match="the history is from 2025-01-06"):
        run(history, "--from", "2031-01-01")
