"""A simulated stream on disk is what was simulated."""

from pathlib import Path

from simulator.disorder_settings import Disorder
from simulator.files import read_truth, write_records, write_truth
from simulator.scenario import Scenario, wire_records

RECORDS = wire_records(
    Scenario(cards=20, merchants=20, days=8, payments=1_000, fraud_rate=0.02),
    Disorder(duplicate_rate=0.05, malformed_rate=0.05, late_rate=0.01),
)


def test_the_file_holds_one_record_a_line(tmp_path: Path) -> None:
    count = write_records(RECORDS, tmp_path / "payments.jsonl")
    lines = (tmp_path / "payments.jsonl").read_bytes().split(b"\n")[:-1]
    assert count == len(RECORDS)
    assert lines == [record.raw for record in RECORDS]


def test_the_truth_has_every_distinct_payment_once(tmp_path: Path) -> None:
    assert write_truth(RECORDS, tmp_path / "truth.jsonl") == 1_000
    truths = read_truth(tmp_path / "truth.jsonl")
    assert len(truths) == 1_000
    assert sum(truth.is_fraud for truth in truths.values()) == 20
