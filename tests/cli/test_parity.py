"""`revstream parity` ends with 0 when stream and training set agree, and with 1 when not."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

import trainset.build
from cli.parity.fraud import command
from tests.trainset.histories import built, regular
from tests.trainset.test_leaks import known_at
from tests.trainset.test_parity import streamed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parity") / "set"
    built(regular(), path)
    return path


def parity(folder: Path, *more: str) -> Result:
    arguments = ["--trainset", str(folder), *more]
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def written(rows: list[Any], path: Path) -> str:
    path.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    return str(path)


def test_agreement_is_said_and_exits_with_0(folder: Path, tmp_path: Path) -> None:
    result = parity(folder, "--features", written(streamed(regular()), tmp_path / "f.jsonl"))
    assert result.exit_code == 0
    assert "60 rows compared (0 delivered again): 0 mismatches; 0 rows only in" in result.output


def test_a_difference_is_shown_and_exits_with_1(folder: Path, tmp_path: Path) -> None:
    rows = streamed(regular())
    rows[7].features["card_count_1h"] = 5
    result = parity(folder, "--decisions", written(rows, tmp_path / "decisions.jsonl"))
    assert result.exit_code == 1
    assert "card_count_1h of t7: 5 in the stream, 1 in the training set" in result.output


def test_a_missing_row_exits_with_1(folder: Path, tmp_path: Path) -> None:
    result = parity(folder, "--features", written(streamed(regular())[1:], tmp_path / "f.jsonl"))
    assert result.exit_code == 1
    assert "on one side only, the first: t0" in result.output


def test_json_has_every_feature(folder: Path, tmp_path: Path) -> None:
    rows = streamed(regular())
    rows[7].features["card_count_1h"] = 5
    result = parity(folder, "--features", written(rows, tmp_path / "f.jsonl"), "--json")
    found = json.loads(result.output)["parity"]
    assert (found["holds"], found["mismatches"], found["rows"]) == (False, 1, 60)
    (odd,) = [feature for feature in found["features"] if feature["mismatches"]]
    assert odd == {
        "name": "card_count_1h",
        "rows": 60,
        "mismatches": 1,
        "largest_difference": 4.0,
    }


def test_labels_are_checked_without_a_stream(folder: Path) -> None:
    result = parity(folder, "--check-labels")
    assert result.exit_code == 0
    assert "60 rows, 1,020 values from labels recomputed (0 skipped): 0 differ" in result.output


def test_a_leak_exits_with_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = known_at(lambda label: label.event_time_ms)
    monkeypatch.setattr(trainset.build, "stream_of", at_once)
    built(regular(), tmp_path / "set")
    result = parity(tmp_path / "set", "--check-labels")
    assert result.exit_code == 1
    assert "card_confirmed_fraud_30d of t0: 1, the labels reported by then give 0" in result.output


@pytest.mark.parametrize("options", [[], ["--decisions", "{f}", "--features", "{f}"]])
def test_exactly_one_stream_is_expected(folder: Path, tmp_path: Path, options: list[str]) -> None:
    path = written(streamed(regular()), tmp_path / "f.jsonl")
    result = parity(folder, *(option.format(f=path) for option in options))
    assert result.exit_code == 2
    assert "expected" in result.output
