"""`revstream replay` as a user runs it: features with and without labels."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from cli.replay import command as replay
from events.shared.json_records import encode
from events.shared.time_units import DAY_MS
from tests.features.labels import a_label
from tests.features.payments import START_MS, a_payment


def replayed(folder: Path, *more: str) -> Result:
    payments = [
        a_payment(START_MS, transaction_id="t"),
        a_payment(START_MS + 2 * DAY_MS, transaction_id="later"),
    ]
    source = folder / "payments.jsonl"
    source.write_bytes(b"".join(encode(payment) + b"\n" for payment in payments))
    given = ["--input", str(source), "--output", str(folder / "features.jsonl"), *more]
    return CliRunner().invoke(replay.command, given)


def confirmed(folder: Path) -> list[int]:
    rows = (folder / "features.jsonl").read_text().splitlines()
    return [json.loads(row)["features"]["card_confirmed_fraud_30d"] for row in rows]


def test_a_label_counts_for_the_payments_after_its_report(tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_bytes(encode(a_label(START_MS, reported_ms=START_MS + DAY_MS)) + b"\n")
    result = replayed(tmp_path, "--labels", str(labels))
    assert result.exit_code == 0, result.output
    assert "2 accepted" in result.stdout
    assert "1 labels" in result.stdout
    assert confirmed(tmp_path) == [0, 1]


def test_a_line_that_is_no_label_is_named_or_left_out_on_demand(tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_bytes(b'{"label_id":"x"}\n')
    refused = replayed(tmp_path, "--labels", str(labels))
    assert refused.exit_code != 0
    assert "row 1" in str(refused.exception)
    assert replayed(tmp_path, "--labels", str(labels), "--skip-faulty").exit_code == 0
    assert confirmed(tmp_path) == [0, 0]
