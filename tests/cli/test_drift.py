"""`revstream drift` compares decisions with the profile of their model."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.drift.command import command
from events.fraud.label import Label
from events.shared.json_records import encode
from models.shared.artifact import save_artifact
from tests.models.tiny_model import tiny_artifact
from tests.monitoring.drift.decided_streams import decisions, trained
from tests.reporting.self_contained import assert_charts_described, assert_self_contained, words_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results with a week that is as those before it."""
    folder = tmp_path_factory.mktemp("plain")
    lines = [encode(one) + b"\n" for one in decisions()]
    (folder / "decisions.jsonl").write_bytes(b"".join(lines))
    return folder


@pytest.fixture(scope="session")
def shifted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the week with amounts times three."""
    path = tmp_path_factory.mktemp("shifted") / "decisions.jsonl"
    path.write_bytes(b"".join(encode(one) + b"\n" for one in decisions(tripled=True)))
    return path


def drift(*arguments: object) -> Result:
    with_model = ["--model", str(trained().directory), *map(str, arguments)]
    return CliRunner().invoke(command, with_model)


def as_json(*arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(drift(*arguments, "--json").stdout)
    return found


def test_a_quiet_week_ends_with_exit_code_0(plain: Path) -> None:
    result = drift("--decisions", plain)
    assert result.exit_code == 0
    assert "0 alarms, 0 warnings" in result.stdout
    assert "payments after the training period" in result.stdout


def test_an_alarm_ends_with_exit_code_1_and_the_worst_stands_first(shifted: Path) -> None:
    result = drift("--decisions", shifted)
    assert result.exit_code == 1
    rows = [line for line in result.stdout.splitlines() if line.startswith(("alarm", "warning"))]
    assert rows[0].split()[:2] == ["alarm", "merchant_mean_minor_7d"]
    assert rows == sorted(rows, key=lambda row: row.startswith("warning"))


def test_json_has_every_finding_of_the_windows_asked_for(shifted: Path) -> None:
    found = as_json("--decisions", shifted, "--window", "week")
    assert found["level"] == "alarm"
    assert [one["name"] for one in found["windows"]] == ["week"]
    assert {one["window"] for one in found["findings"]} == {"week"}
    assert {one["feature"] for one in found["findings"]} >= {"card_count_30d", "score", "late"}
    assert found["model"]["sha256"] == trained().artifact.manifest.sha256


def test_the_page_shows_the_features_that_shifted(shifted: Path, tmp_path: Path) -> None:
    path = tmp_path / "made" / "drift.html"
    assert drift("--decisions", shifted, "--page", path).exit_code == 1
    html = path.read_text(encoding="utf-8")
    assert_self_contained(html)
    assert_charts_described(html, 12)
    words = words_of(html)
    assert words.index("merchant_mean_minor_7d") < words.index("hour_of_day")


def test_a_page_of_a_quiet_week_says_so(plain: Path, tmp_path: Path) -> None:
    drift("--decisions", plain, "--page", tmp_path / "drift.html")
    html = (tmp_path / "drift.html").read_text(encoding="utf-8")
    assert_self_contained(html)
    assert "Nothing has drifted." in words_of(html)


def test_labels_and_duplicates_of_the_folder_are_counted(plain: Path, tmp_path: Path) -> None:
    newest = decisions()[-100:]
    labels = [
        Label(
            f"l-{one.transaction_id}",
            one.transaction_id,
            one.card_id,
            one.merchant_id,
            "chargeback",
            one.event_time_ms,
            one.event_time_ms + 3_600_000,
        )
        for one in newest
    ]
    (tmp_path / "labels.jsonl").write_bytes(b"".join(encode(one) + b"\n" for one in labels))
    folder = tmp_path / "OUT"
    folder.mkdir()
    (folder / "decisions.jsonl").write_bytes((plain / "decisions.jsonl").read_bytes())
    again = [b'{"event_time_ms":%d}\n' % one.event_time_ms for one in newest]
    (folder / "duplicates.jsonl").write_bytes(b"".join(again))
    options = ("--decisions", folder, "--labels", tmp_path / "labels.jsonl")
    found = as_json(*options, "--window", "day")
    assert found["windows"][0]["labelled"] == 100
    assert found["windows"][0]["label_delay"]["labels"] == 100
    shares = {one["feature"]: one["level"] for one in found["findings"]}
    assert shares["duplicates"] == "alarm"
    assert "100 of" in drift(*options, "--window", "day").stdout


def test_a_model_without_a_profile_is_told_as_such(plain: Path, tmp_path: Path) -> None:
    save_artifact(tmp_path / "bare", tiny_artifact())
    options = ["--decisions", str(plain), "--model", str(tmp_path / "bare")]
    result = CliRunner().invoke(command, options)
    assert isinstance(result.exception, ValueError)
    assert "no profile to compare with" in str(result.exception)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{}\n", "line 2: not a decision"),
        (b"nonsense\n", "line 2: not a decision"),
        (b'{"decision_id":"d","event_time_ms":"now"}\n', "event_time_ms"),
    ],
)
def test_a_line_that_is_no_decision_is_named_with_its_field(
    plain: Path, tmp_path: Path, line: bytes, said: str
) -> None:
    first = (plain / "decisions.jsonl").read_bytes().split(b"\n")[0]
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(first + b"\n" + line)
    result = drift("--decisions", path)
    assert isinstance(result.exception, ValueError)
    assert said in str(result.exception)


def test_a_last_line_that_is_still_being_written_is_left_out(plain: Path, tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_bytes((plain / "decisions.jsonl").read_bytes()[:-20])
    windows = as_json("--decisions", path, "--window", "week")["windows"]
    assert windows[0]["decisions"] == len(decisions()) - 1


def test_a_line_that_is_no_label_is_named(plain: Path, tmp_path: Path) -> None:
    (tmp_path / "labels.jsonl").write_bytes(b'{"label_id":"l-1"}\n')
    result = drift("--decisions", plain, "--labels", tmp_path / "labels.jsonl")
    assert isinstance(result.exception, ValueError)
    assert "line 1: not a label" in str(result.exception)


def test_the_shipped_model_is_meant_where_none_is_named(plain: Path) -> None:
    result = CliRunner().invoke(command, ["--decisions", str(plain), "--window", "day"])
    assert "275 by another model" in result.stdout


def test_without_any_finding_no_head_of_a_table_is_printed(tmp_path: Path) -> None:
    (tmp_path / "decisions.jsonl").touch()
    result = drift("--decisions", tmp_path)
    assert result.exit_code == 0
    assert "level" not in result.stdout
    assert "0 alarms, 0 warnings" in result.stdout
