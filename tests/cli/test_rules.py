"""`revstream rules` checks a file and tries it on a history."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.rules import command as rules_cli
from models.fraud.rules import catalogue_schema, load_default_rules
from tests.backtest.histories import simulated

CANDIDATE = """
version: 9
rules:
  - {id: everything, version: 3, expression: amount_minor >= 0, action: block, reason: All}
  - {id: never, version: 1, expression: "channel in ['POS']", action: flag, reason: None}
"""
DAYS = ("--from", "2025-02-01", "--to", "2025-02-05", "--maturity-days", "5")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a candidate, of which the simulated history is read."""
    monkeypatch.setattr(rules_cli, "training_table", lambda *_, **__: simulated()[0])
    monkeypatch.setattr(rules_cli, "read_table", lambda _: simulated()[0])
    (tmp_path / "candidate.yaml").write_text(CANDIDATE, encoding="utf-8")
    return tmp_path


def run(folder: Path, verb: str, *options: str) -> Result:
    line = [verb, str(folder / "candidate.yaml"), *options]
    return CliRunner().invoke(rules_cli.command, line, catch_exceptions=False)


def tried(folder: Path, *options: str) -> Result:
    return run(folder, "test", "--trainset", str(folder), *DAYS, *options)


def test_a_sound_file_is_named_with_its_fingerprint(folder: Path) -> None:
    result = run(folder, "check")
    assert result.exit_code == 0
    assert "candidate.yaml: version 9, 2 rules, sha256 " in result.stdout
    assert result.stdout.endswith("no faults\n")


def test_rules_of_lists_are_checked_by_their_own_names_and_actions(tmp_path: Path) -> None:
    text = "version: 1\nlist: {length: 8}\nrules:\n  - {id: gone, version: 1, reason: Gone, "
    line = ["check", "--system", "recommendations", str(tmp_path / "lists.yaml")]
    (tmp_path / "lists.yaml").write_text(f"{text}expression: not available, action: exclude}}\n")
    sound = CliRunner().invoke(rules_cli.command, line)
    assert sound.exit_code == 0, sound.output
    assert "lists.yaml: version 1, 1 rule, sha256 " in sound.stdout
    assert "list: 8 items, 100 of a category, 100 in a row\nno faults\n" in sound.stdout
    (tmp_path / "lists.yaml").write_text(f"{text}expression: not available, action: block}}\n")
    faulty = CliRunner().invoke(rules_cli.command, line)
    assert "action must be exclude, pin, boost or demote" in str(faulty.exception)


def test_the_name_of_a_file_is_printed_and_not_obeyed(folder: Path) -> None:
    hostile = folder / "\x1b[2J.yaml"
    (folder / "candidate.yaml").rename(hostile)
    result = CliRunner().invoke(rules_cli.command, ["check", str(hostile)])
    assert r"\x1b[2J.yaml: version 9, 2 rules" in result.stdout
    assert "\x1b" not in result.stdout


def test_a_text_that_no_payment_has_is_a_warning_with_those_that_occur(folder: Path) -> None:
    result = run(folder, "check", "--trainset", str(folder))
    assert result.exit_code == 0
    assert "warning: rule 'never': no channel is 'POS', the history has 'pos' (" in result.stdout


def test_each_rule_has_a_row_and_the_baseline_its_name_and_fingerprint(folder: Path) -> None:
    result = tried(folder)
    shipped = load_default_rules(catalogue_schema())
    assert result.exit_code == 0
    assert f"baseline   default, version 1, 10 rules, sha256 {shipped.sha256}" in result.stdout
    rows = [line.split() for line in result.stdout.splitlines() if line.startswith("never v1")]
    assert rows == [["never", "v1", "flag", *"000", "\N{EN DASH}", "0.00", "0.00", *"000"]]
    assert "warning: rule 'never'" in result.stdout


def test_the_findings_in_json_agree_with_each_other(folder: Path) -> None:
    found = json.loads(tried(folder, "--baseline", "none", "--json").stdout)
    everything, never = found["candidate"]["by_rule"]
    assert everything["hits"] == found["data"]["payments"] > 0
    assert everything["frauds"] == found["candidate"]["stopped"]["detection"]["part"]
    assert everything["alone"] == everything["hits"] - everything["also_by_model"]
    assert never["hits"] == 0
    assert found["current"]["rules"]["name"] == "none"
    assert found["current"]["decided_by_model"] == found["data"]["payments"] - found["data"]["late"]


def test_a_file_may_be_the_baseline(folder: Path) -> None:
    result = tried(folder, "--baseline", str(folder / "candidate.yaml"))
    assert f"baseline   {folder / 'candidate.yaml'}, version 9, 2 rules" in result.stdout
    assert "changed decisions: 0, 0 for the better" in result.stdout
