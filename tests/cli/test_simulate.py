"""`revstream simulate` writes the same stream for the same numbers."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from cli.simulate import command
from events.codec import PaymentDecoder
from events.payment import Payment
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
