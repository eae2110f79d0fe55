"""`revstream trainset` builds a training set from files and says what is in it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.trainset import command
from events.shared.json_records import encode
from tests.trainset.histories import regular
from trainset.manifest import read_manifest


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    history = regular()
    lines = {"payments.jsonl": history.arrived, "labels.jsonl": history.labels}
    for name, records in lines.items():
        (tmp_path / name).write_bytes(b"".join(encode(record) + b"\n" for record in records))
    return ["--input", str(tmp_path / "payments.jsonl"), "--labels", str(tmp_path / "labels.jsonl")]


def trainset(arguments: list[str], *more: str) -> Result:
    return CliRunner().invoke(command, [*arguments, *more], catch_exceptions=False)


def test_the_summary_counts_rows_and_labels(files: list[str], tmp_path: Path) -> None:
    result = trainset(files, "--output", str(tmp_path / "set"))
    assert result.exit_code == 0
    assert "60 payments: 60 rows, 0 of them late; 0 duplicates left out" in result.output
    assert "12 labels: 12 about a row; 12 rows are frauds by their newest label" in result.output
    assert "MiB at the peak" in result.output


def test_the_summary_says_why_a_feature_is_left_out(files: list[str], tmp_path: Path) -> None:
    output = trainset(files, "--output", str(tmp_path / "set")).output
    (line,) = [line for line in output.splitlines() if "card_speed_kmh" in line]
    assert "absent" in line


def test_json_has_the_same_figures(files: list[str], tmp_path: Path) -> None:
    result = json.loads(trainset(files, "--output", str(tmp_path / "set"), "--json").output)
    assert (result["rows"], result["frauds"]) == (60, 12)
    assert result["data_id"] == read_manifest(tmp_path / "set").data_id
    assert result["peak_memory_mib"] > 0


def test_durations_are_those_of_the_options(files: list[str], tmp_path: Path) -> None:
    options = ["--feedback-delay", "2d", "--allowed-lateness", "1h", "--out-of-orderness", "90s"]
    trainset(files, "--output", str(tmp_path / "set"), *options)
    manifest = read_manifest(tmp_path / "set")
    assert manifest.limits.feedback_delay_ms == 2 * 86_400_000
    assert manifest.limits.allowed_lateness_ms == 3_600_000
    assert manifest.limits.dedup_window_ms == 86_400_000
    assert manifest.out_of_orderness_ms == 90_000


def test_a_duration_without_a_unit_is_refused(files: list[str], tmp_path: Path) -> None:
    result = trainset(files, "--output", str(tmp_path / "set"), "--feedback-delay", "7")
    assert result.exit_code == 2
    assert "such as 7d" in result.output


def test_an_existing_folder_is_not_written_over(files: list[str], tmp_path: Path) -> None:
    trainset(files, "--output", str(tmp_path / "set"))
    with pytest.raises(ValueError, match="exists already"):
        trainset(files, "--output", str(tmp_path / "set"))
