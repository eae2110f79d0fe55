"""`revstream simulate` writes the same stream for the same numbers."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.simulate import command
from events.fraud.codec import LabelDecoder, PaymentDecoder
from events.fraud.label import Label
from events.fraud.payment import Payment
from simulator.files import read_truth

LATER_MS = 1_800_000_000_000


def simulate(output: Path, *more: str) -> Result:
    arguments = ["--output", str(output), "--payments", "500", "--cards", "20", *more]
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_the_counts_are_those_of_the_file(tmp_path: Path) -> None:
    result = simulate(tmp_path / "p.jsonl", "--json")
    counts = json.loads(result.output)
    assert counts["records"] == len((tmp_path / "p.jsonl").read_bytes().split(b"\n")) - 1
    assert counts["payment"] + counts["late"] == 500


def test_the_truth_names_every_payment(tmp_path: Path) -> None:
    simulate(tmp_path / "p.jsonl", "--truth", str(tmp_path / "t.jsonl"))
    assert len(read_truth(tmp_path / "t.jsonl")) == 500


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        simulate(tmp_path / name, "--seed", "3")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_clean_stream_is_every_payment_once_in_order(tmp_path: Path) -> None:
    simulate(tmp_path / "p.jsonl", "--clean")
    decoder = PaymentDecoder()
    lines = (tmp_path / "p.jsonl").read_bytes().splitlines()
    payments = [decoder.decode(line, LATER_MS) for line in lines]
    times = [payment.event_time_ms for payment in payments if isinstance(payment, Payment)]
    assert len(times) == 500
    assert times == sorted(times)


def test_the_length_is_in_days(tmp_path: Path) -> None:
    simulate(tmp_path / "p.jsonl", "--clean", "--days", "2")
    times = [json.loads(line)["event_time_ms"] for line in (tmp_path / "p.jsonl").open()]
    assert max(times) - min(times) < 2 * 86_400_000


def test_a_folder_gets_payments_truth_and_labels(tmp_path: Path) -> None:
    arguments = ["--folder", str(tmp_path / "new"), "--payments", "2000", "--cards", "50", "--json"]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    counts, folder = json.loads(result.output), tmp_path / "new"
    assert {path.name for path in folder.iterdir()} == {
        "payments.jsonl",
        "truth.jsonl",
        "labels.jsonl",
    }
    assert counts["frauds"] == 12
    assert sum(truth.is_fraud for truth in read_truth(folder / "truth.jsonl").values()) == 12
    assert counts["labels"] == len((folder / "labels.jsonl").read_bytes().splitlines())


def test_labels_are_about_payments_of_the_stream(tmp_path: Path) -> None:
    labels_at = tmp_path / "l.jsonl"
    simulate(tmp_path / "p.jsonl", "--clean", "--labels", str(labels_at), "--fraud-rate", "0.1")
    payments = [json.loads(line) for line in (tmp_path / "p.jsonl").open()]
    ids = {payment.get("transaction_id") for payment in payments}
    labels = [LabelDecoder().decode(line, LATER_MS) for line in labels_at.read_bytes().splitlines()]
    assert len(labels) > 30
    assert all(isinstance(label, Label) and label.transaction_id in ids for label in labels)


def test_the_numbers_of_merchants_and_frauds_can_be_chosen(tmp_path: Path) -> None:
    result = simulate(
        tmp_path / "p.jsonl", "--clean", "--merchants", "20", "--fraud-rate", "0.05", "--json"
    )
    merchants = {json.loads(line)["merchant_id"] for line in (tmp_path / "p.jsonl").open()}
    assert len(merchants) <= 20
    assert json.loads(result.output)["frauds"] == 25


def test_a_rate_out_of_range_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^fraud_rate: 0\.7, expected 0 to 0\.5$"):
        simulate(tmp_path / "p.jsonl", "--fraud-rate", "0.7")


def test_a_call_without_a_place_for_the_records_is_refused() -> None:
    result = CliRunner().invoke(command, ["--payments", "10"])
    assert result.exit_code == 2
    assert "--folder or --output" in result.output


def test_progress_is_shown_beside_the_output(tmp_path: Path) -> None:
    result = simulate(tmp_path / "p.jsonl")
    assert "simulate" in result.stderr
    assert result.stdout.startswith(f"{len((tmp_path / 'p.jsonl').read_bytes().splitlines())} ")
