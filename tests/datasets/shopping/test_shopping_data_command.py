"""`revstream shopping-data` writes events, a catalogue and tables, and counts them."""

import json
from pathlib import Path

from click.testing import CliRunner

from cli.shopping_data import command
from tests.datasets.invoice_lines import line, write_lines

DAY_MINUTES = 24 * 60


def run(tmp_path: Path, *options: str) -> str:
    """What the command printed of nine invoices of two items, one a day; its files are in `out`."""
    lines = [
        line(str(day), minute=day * DAY_MINUTES, StockCode=code, Description=f"A {code}X BAG")
        for day in range(1, 10)
        for code in ("20001", "20002")
    ]
    source = write_lines(tmp_path / "lines.parquet", *lines, line("C1", Quantity=-1))
    arguments = ["--from", "online-retail", "--input", str(source)]
    arguments += ["--folder", str(tmp_path / "out"), *options]
    return CliRunner().invoke(command, arguments, catch_exceptions=False).output


def event_ids(tmp_path: Path) -> list[str]:
    lines = (tmp_path / "out" / "events.jsonl").read_text().splitlines()
    return [json.loads(one)["event_id"] for one in lines]


def test_events_and_the_catalogue_are_written_in_time_order_and_counted(tmp_path: Path) -> None:
    output = run(tmp_path)
    assert output == "19 records, 1 cancelled, 0 no item, 0 free, 18 events, 2 items\n"
    assert event_ids(tmp_path) == [f"{1 + row // 2}-{row}" for row in range(18)]
    items = (tmp_path / "out" / "items.jsonl").read_text().splitlines()
    assert [json.loads(item)["item_id"] for item in items] == ["20001", "20002"]


def test_the_same_events_come_in_another_order_when_shuffled(tmp_path: Path) -> None:
    run(tmp_path)
    in_order = event_ids(tmp_path)
    run(tmp_path, "--shuffled")
    assert event_ids(tmp_path) != in_order
    assert sorted(event_ids(tmp_path)) == sorted(in_order)


def test_tables_hold_out_the_last_days(tmp_path: Path) -> None:
    counts = json.loads(run(tmp_path, "--held-out-days", "2", "--json"))
    assert (counts["sessions"], counts["queries"]) == (6, 3)
    queries = (tmp_path / "out" / "queries.csv").read_text().splitlines()
    assert queries[1].startswith("query-0000001,1,20001,20002,")
