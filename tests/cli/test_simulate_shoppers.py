"""`revstream simulate-shoppers` writes the same shop for the same numbers."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.simulate_shoppers import command

SMALL = ("--events", "600", "--item-count", "80", "--categories", "8", "--accounts", "20")


def simulate(*arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, *SMALL], catch_exceptions=False)


def test_the_counts_are_those_of_the_file(tmp_path: Path) -> None:
    counts = json.loads(simulate("--output", str(tmp_path / "e.jsonl"), "--json").output)
    lines = (tmp_path / "e.jsonl").read_bytes().split(b"\n")[:-1]
    assert counts["records"] == len(lines)
    assert counts["event"] + counts["out_of_order"] + counts["late"] == 600 + counts["links"]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        simulate("--output", str(tmp_path / name), "--seed", "3")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_clean_stream_is_every_record_once_in_order(tmp_path: Path) -> None:
    simulate("--output", str(tmp_path / "e.jsonl"), "--clean", "--late-rate", "0.5")
    times = [json.loads(line)["event_time_ms"] for line in (tmp_path / "e.jsonl").open()]
    assert len(times) >= 600
    assert times == sorted(times)


def test_a_rate_sets_how_much_is_disturbed(tmp_path: Path) -> None:
    arguments = ("--output", str(tmp_path / "e.jsonl"), "--json", "--duplicate-rate", "1")
    counts = json.loads(simulate(*arguments, "--malformed-rate", "0").output)
    assert counts["duplicate"] > 550
    assert counts["malformed"] == 0


def test_a_folder_gets_the_stream_the_catalogue_and_the_truth(tmp_path: Path) -> None:
    simulate("--folder", str(tmp_path / "new"))
    assert {path.name for path in (tmp_path / "new").iterdir()} == {
        "events.jsonl",
        "items.jsonl",
        "shoppers.jsonl",
        "visits.jsonl",
    }


def test_tables_need_no_stream(tmp_path: Path) -> None:
    result = simulate("--sessions", str(tmp_path / "tables"), "--split", "0.5")
    assert {path.name for path in (tmp_path / "tables").iterdir()} == {
        "sessions.csv",
        "queries.csv",
    }
    assert "sessions and" in result.stdout


@pytest.mark.parametrize(
    ("split", "left"), [("0.0001", "0 sessions and "), ("0.9999999", r"\d+ sessions and 0 queries")]
)
def test_a_split_that_leaves_a_table_empty_is_said(tmp_path: Path, split: str, left: str) -> None:
    result = simulate("--sessions", str(tmp_path / "tables"), "--split", split)
    assert re.search(f"warning: --split: {split} leaves {left}", result.stderr)


def test_items_of_the_stream_are_in_the_catalogue(tmp_path: Path) -> None:
    places = ("--output", str(tmp_path / "e.jsonl"), "--items", str(tmp_path / "i.jsonl"))
    simulate(*places, "--clean")
    events, items = (
        [json.loads(line) for line in (tmp_path / name).open()] for name in ("e.jsonl", "i.jsonl")
    )
    listed = {item["item_id"] for item in items}
    seen = {event["item_id"] for event in events if event["event_type"] != "link"}
    assert len(seen) > 40
    assert seen <= listed
    assert len(listed) == 80


def test_all_faulty_numbers_are_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^days: 0, expected 1 to 3650; bot_share: 0\.7, "):
        simulate("--output", str(tmp_path / "e"), "--days", "0", "--bot-share", "0.7")
    assert not (tmp_path / "e").exists()


def test_a_call_without_a_place_for_anything_is_refused() -> None:
    result = CliRunner().invoke(command, ["--items", "items.jsonl"])
    assert result.exit_code == 2
    assert "--folder, --output or --sessions" in result.output


def test_progress_is_shown_beside_the_output(tmp_path: Path) -> None:
    result = simulate("--output", str(tmp_path / "e.jsonl"))
    assert "simulate" in result.stderr
    assert " visits, " in result.stdout
