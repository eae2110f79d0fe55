"""`revstream inspect` says what it understood, and ends with 2 where it did not."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.inspect.command import command
from cli.main import main
from tests.datasets.own.written import simple_row, write

COLUMNS = [
    "--columns",
    "card_id=CUSTOMER, merchant_id=TERMINAL,amount=AMOUNT",
    "--columns",
    "event_time=TIME,is_fraud=FRAUD",
    "--constant",
    "currency=EUR,country=DE,channel=pos",
]
ROWS = [
    simple_row(CUSTOMER="a", AMOUNT="1.00", FRAUD="1"),
    simple_row(CUSTOMER="b", AMOUNT="3.00", FRAUD="0", TIME="2025-03-02 00:00:00"),
    simple_row(CUSTOMER="a", AMOUNT="1500.00", FRAUD="0", TIME="2025-03-03 00:00:00"),
]


def run(path: Path, *options: str) -> str:
    result = CliRunner().invoke(
        command, ["--input", str(path), *COLUMNS, *options], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.output


def test_it_prints_figures_gaps_lost_features_and_assumptions(tmp_path: Path) -> None:
    output = run(write(ROWS, tmp_path / "a.csv"), "--timezone", "Europe/Berlin")
    assert "payments   3" in output
    assert "2025-03-01 12:30:00 to 2025-03-02 23:00:00 UTC" in output
    assert "EUR 1.00 to 1,500.00, median 3.00" in output
    assert "payments that they call fraud 1" in output
    assert "card_distinct_countries_24h  (country: constant DE)" in output
    assert "taken in Europe/Berlin" in output


def test_the_same_comes_as_json(tmp_path: Path) -> None:
    understood = json.loads(run(write(ROWS, tmp_path / "a.csv"), "--json", "--label-delay", "12h"))
    assert understood["payments"] == 3
    assert understood["cards"] == 2
    assert understood["frauds"] == 1
    assert understood["amounts"]["EUR"]["median_minor"] == 300
    assert set(understood["lost_features"]) >= {"card_speed_kmh", "card_distinct_countries_24h"}
    assert any("0.5 days" in note for note in understood["notes"])


def test_faults_come_as_json_with_exit_code_2(tmp_path: Path) -> None:
    path = write([*ROWS, simple_row(AMOUNT="-1", FRAUD="0")], tmp_path / "a.csv")
    result = CliRunner().invoke(command, ["--input", str(path), *COLUMNS, "--json"])
    assert result.exit_code == 2
    faults = json.loads(result.output)
    assert faults["faults_by_kind"] == {"amount: negative": 1}
    assert faults["first_faults"][0]["row"] == 4


def test_negative_amounts_are_left_out_and_counted_where_that_is_said(tmp_path: Path) -> None:
    refunds = [simple_row(AMOUNT="-1", FRAUD="0"), simple_row(AMOUNT="-0.01", FRAUD="0")]
    path = write([*ROWS, *refunds], tmp_path / "a.csv")
    understood = json.loads(run(path, "--negative-amounts", "left-out", "--json"))
    counts = {name: understood[name] for name in ("rows", "payments", "faulty", "left_out")}
    assert counts == {"rows": 5, "payments": 3, "faulty": 0, "left_out": 2}
    assert "Rows that are no payments are left out: 2 x a negative amount." in understood["notes"]
    refused = CliRunner().invoke(
        command, ["--input", str(path), *COLUMNS, "--negative-amounts", "refuse", "--json"]
    )
    assert refused.exit_code == 2
    assert json.loads(refused.output)["faults_by_kind"] == {"amount: negative": 2}


def test_the_whole_command_ends_with_2_and_the_list_of_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write([*ROWS, simple_row(AMOUNT="-1", FRAUD="0")], tmp_path / "a.csv")
    monkeypatch.setattr(sys, "argv", ["revstream", "inspect", "--input", str(path), *COLUMNS])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert f"{path} row 4: amount: 0 or more expected" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--columns", "ip"], "TARGET=COLUMN"),
        (["--columns", "card_id=OTHER"], "card_id: given twice"),
        (["--timezone", "Berlin"], "IANA"),
        (["--timezone", "../etc"], "IANA"),
        (["--label-delay", "7"], "a duration such as 7d"),
        (["--mapping", "online-retail"], "expected alone"),
        (["--delimiter", ";;"], "one character"),
    ],
)
def test_options_that_are_not_usable_are_refused(
    tmp_path: Path, options: list[str], message: str
) -> None:
    path = write(ROWS, tmp_path / "a.csv")
    result = CliRunner().invoke(command, ["--input", str(path), *COLUMNS, *options])
    assert result.exit_code == 2
    assert message in result.output
