"""`revstream retail` writes payments and says where the other invoices went."""

import json
from pathlib import Path

from click.testing import CliRunner

from cli.retail import command
from tests.datasets.invoice_lines import line, write_lines


def run(tmp_path: Path, *options: str) -> tuple[str, list[str]]:
    """What the command printed, and the transaction ids that it wrote in their order."""
    lines = (line(str(number), minute=number) for number in range(1, 40))
    source = write_lines(tmp_path / "lines.parquet", *lines, line("C40", Quantity=-1))
    target = tmp_path / "payments.jsonl"
    arguments = ["--input", str(source), "--output", str(target), *options]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    rows = target.read_text().splitlines()
    return result.output, [json.loads(row)["transaction_id"] for row in rows]


def test_payments_are_written_in_time_order_and_counted(tmp_path: Path) -> None:
    output, written = run(tmp_path)
    assert written == [str(number) for number in range(1, 40)]
    assert "40 invoices: 39 payments, 1 cancelled" in output


def test_the_same_payments_are_written_in_another_order_when_shuffled(tmp_path: Path) -> None:
    _, written = run(tmp_path, "--shuffled", "--seed", "3")
    assert written != sorted(written, key=int) == [str(number) for number in range(1, 40)]


def test_the_counts_come_as_json_too(tmp_path: Path) -> None:
    output, written = run(tmp_path, "--json")
    assert json.loads(output)["payments"] == len(written)
