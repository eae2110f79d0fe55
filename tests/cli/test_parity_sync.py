"""`revstream parity --sync`, by its command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.parity.command import command
from simulator.files import write_records
from simulator.scenario import Scenario, wire_records

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def payments(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("payments") / "payments.jsonl"
    scenario = Scenario(seed=3, cards=12, merchants=20, days=20, payments=250, fraud_rate=0.05)
    write_records(wire_records(scenario), path)
    return path


def test_requests_and_the_job_decide_alike(payments: Path) -> None:
    result = CliRunner().invoke(command, ["--sync", "--input", str(payments), "--json"])
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert (said["holds"], said["payments"], said["differences"]) == (True, 250, 0)


def test_for_a_person_it_ends_with_the_verdict(payments: Path) -> None:
    arguments = ["--sync", "--input", str(payments), "--state-items", "0"]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    verdict = result.stdout.splitlines()[-1]
    assert verdict.startswith("250 payments: 2")
    assert "0 without a word" in verdict


def test_beside_a_running_job_it_says_how_many_differ_and_how_far_the_store_was_behind(
    payments: Path,
) -> None:
    arguments = ["--input", str(payments), "--sync", "--rate", "30", "--seconds", "4", "--json"]
    result = CliRunner().invoke(command, [*arguments, "--most", "1"])
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert said["asked"] + said["passed_over"] == 120
    assert said["agree"] > 0
    assert (said["holds"], said["unmatched"]) == (True, 0)
    compared = said["agree"] + said["differ"]
    assert compared + said["too_late"] + said["refused"] + said["repeated"] == said["asked"]
    assert sum(said["by_cause"].values()) == said["differ"]
    assert len(said["listed"]) == sum(min(one, 20) for one in said["by_cause"].values())
    assert said["mirror_lag_ms"].keys() == {"p50", "p99", "max"}


def test_a_rate_that_takes_more_than_there_is_is_refused(payments: Path) -> None:
    arguments = ["--sync", "--input", str(payments), "--rate", "500"]
    result = CliRunner().invoke(command, arguments)
    assert isinstance(result.exception, ValueError)
    assert "10000 records; expected fewer than the 251 there are" in str(result.exception)


def test_the_help_of_the_command_tells_of_it() -> None:
    result = CliRunner().invoke(command, ["--help"])
    assert "--sync" in result.stdout
