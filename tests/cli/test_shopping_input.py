"""Every command reads the same shopping events and items from a file, whatever form it is in."""

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pytest
from click.testing import CliRunner, Result
from pyarrow import csv, parquet

from cli.convert import command as convert
from cli.inputs.shopping_source import shopping_lines, with_wire_shopping
from cli.inspect import command as inspect
from cli.main import main
from cli.options.shopping_options import ShoppingOptions, shopping_options
from jobs.recommendations.settings import RecommendationSettings, load_settings
from jobs.shared.locations import LocalPath
from tests.events.recommendations.shopping import NOW_MS, event_record, item_record, link_record

SYSTEM = ("--system", "recommendations")
EVENTS = [
    event_record(event_id=f"e{number}", event_time_ms=NOW_MS + number, user_id=f"{17 + number % 2}")
    for number in range(6)
]
ITEMS = [item_record(item_id=f"i{number}") for number in range(3)]
MAPPING = """\
version: 1
columns: {event_id: id, user_id: visitor, item_id: sku, event_type: action, event_time_ms: ts}
values: {event_type: {click: view}}
items: {columns: {item_id: sku}, constants: {event_time: 2020-01-01}, delimiter: ;}
"""


def lines(records: list[bytes]) -> bytes:
    return b"".join(record + b"\n" for record in records)


def _table() -> pa.Table:
    return pa.Table.from_pylist([json.loads(record) for record in EVENTS])


def _csv(folder: Path) -> Path:
    csv.write_csv(_table(), folder / "events.csv")
    return folder / "events.csv"


def _parquet(folder: Path) -> Path:
    table = _table()
    users = pa.array([int(each) for each in table["user_id"].to_pylist()])
    table = table.set_column(table.column_names.index("user_id"), "user_id", users)
    parquet.write_table(table, folder / "events.parquet")
    return folder / "events.parquet"


def _json(folder: Path) -> Path:
    (folder / "events.jsonl").write_bytes(lines(EVENTS))
    return folder / "events.jsonl"


def _gzipped(folder: Path) -> Path:
    (folder / "events.jsonl.gz").write_bytes(gzip.compress(lines(EVENTS)))
    return folder / "events.jsonl.gz"


FORMS: dict[str, Callable[[Path], Path]] = {
    "csv": _csv,
    "parquet": _parquet,
    "json lines": _json,
    "json lines, gzipped": _gzipped,
}


def run(command: click.Command, *arguments: object) -> Result:
    result = CliRunner().invoke(command, [*map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def options(*arguments: object) -> ShoppingOptions:
    """What a command with these options is given."""
    found: list[ShoppingOptions] = []

    @click.command()
    @shopping_options
    def command(*, shopping: ShoppingOptions) -> None:
        found.append(shopping)

    run(command, *arguments)
    return found[0]


def settings(**uris: object) -> RecommendationSettings:
    names = {"source": "source.uri", "items": "items.uri", "history": "source.history"}
    return load_settings({}, {names[name]: f"file:{path}" for name, path in uris.items()})


def path_of(at: object) -> Path:
    assert isinstance(at, LocalPath)
    return at.path


@pytest.mark.parametrize("form", FORMS)
def test_every_command_finds_the_same_events(tmp_path: Path, form: str) -> None:
    path, folder = FORMS[form](tmp_path), tmp_path / "source"
    folder.mkdir()
    expected = [json.loads(record) for record in EVENTS]
    given = options().of(path)
    assert [
        json.loads(one) for one in shopping_lines(given, show_progress=False).events
    ] == expected
    source = with_wire_shopping(settings(source=path), options(), folder).source_uri
    read_by_job = path_of(source).read_bytes().splitlines()
    assert [json.loads(one) for one in read_by_job] == expected
    understood = json.loads(run(inspect.command, *SYSTEM, "--input", path, "--json").stdout)
    assert (understood["events"], understood["users"], understood["rows"]) == (6, 2, 6)
    out = tmp_path / "out.jsonl"
    run(convert.command, *SYSTEM, "--input", path, "--output", out)
    assert [json.loads(one) for one in out.read_bytes().splitlines()] == expected


def test_json_lines_of_the_jobs_form_are_read_where_they_are(tmp_path: Path) -> None:
    path, items = _json(tmp_path), tmp_path / "items.jsonl"
    items.write_bytes(lines(ITEMS))
    prepared = with_wire_shopping(settings(source=path, items=items), options(), tmp_path)
    assert (path_of(prepared.source_uri), path_of(prepared.items_uri)) == (path, items)


def test_a_mapping_file_says_how_events_items_and_history_are_read(tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.csv" for name in ("source", "items", "history")}
    for name in ("source", "history"):
        files[name].write_text(f"id,visitor,sku,action,ts\n{name},u1,lamp,click,{NOW_MS}\n")
    files["items"].write_text("sku;category\nlamp;lamps\n")
    mapping, folder = tmp_path / "shop.yaml", tmp_path / "source"
    mapping.write_text(MAPPING)
    folder.mkdir()
    given = options("--mapping-file", mapping)
    prepared = with_wire_shopping(settings(**files), given, folder)
    source, items, history = (
        json.loads(path_of(at).read_bytes())
        for at in (prepared.source_uri, prepared.items_uri, prepared.source_history)
    )
    assert (source["event_id"], history["event_id"]) == ("source", "history")
    assert source["event_type"] == "view"
    assert items == {"item_id": "lamp", "event_time_ms": 1_577_836_800_000, "category": "lamps"}


def test_what_is_a_token_to_the_job_is_one_in_a_file_of_another_form(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    row = f"4111111111111111,lamp,view,{NOW_MS}"
    path.write_text(f"user_id,item_id,event_type,event_time_ms\n{row}\n")
    accepting = load_settings({}, {"source.uri": f"file:{path}", "source.card_numbers": "accept"})
    (tmp_path / "source").mkdir()
    prepared = with_wire_shopping(accepting, options(), tmp_path / "source")
    assert b"4111111111111111" in path_of(prepared.source_uri).read_bytes()


def test_a_card_number_is_a_token_to_the_job_where_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(event_record(user_id="4111111111111111") + b"\n")
    given = options("--card-numbers", "accept")
    assert with_wire_shopping(settings(source=path), given, tmp_path).accepts_card_numbers


def test_a_description_of_what_is_no_file_is_refused(tmp_path: Path) -> None:
    place = {"source.uri": "kinesis:events", "source.publisher": "POLLING"}
    stream = load_settings({}, place | {"aws.region": "eu-west-1"})
    with pytest.raises(click.UsageError, match="describe a file"):
        with_wire_shopping(stream, options("--columns", "item_id=sku"), tmp_path)
    with pytest.raises(click.UsageError, match=r"source\.uri: no such file"):
        with_wire_shopping(settings(source=tmp_path / "none.csv"), options(), tmp_path)


def test_convert_writes_events_with_their_links_and_a_catalogue(tmp_path: Path) -> None:
    events, items = tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl"
    events.write_bytes(gzip.compress(lines([EVENTS[0], link_record(), b"{", EVENTS[1]])))
    items.write_bytes(lines([*ITEMS, item_record(currency="EURO")]))
    written = (tmp_path / "events.jsonl", tmp_path / "items.jsonl")
    told = run(
        convert.command,
        *(*SYSTEM, "--input", events, "--items", items),
        *("--output", written[0], "--items-output", written[1]),
    )
    assert told.stdout == (
        "3 events (1 of them links), 1 faulty rows, 0 left out\n"
        "3 items, 1 faulty rows, 0 left out\n"
    )
    kinds = [json.loads(line)["event_type"] for line in written[0].read_bytes().splitlines()]
    assert kinds == ["view", "link", "view"]
    assert len(written[1].read_bytes().splitlines()) == 3


@pytest.mark.parametrize(
    ("command", "arguments", "message"),
    [
        (inspect.command, (), "--input: a file or a folder is expected"),
        (inspect.command, SYSTEM, "--input or --items: a file or a folder is expected"),
        (inspect.command, ("--input", "e", "--items", "e"), "is of --system recommendations"),
        (
            inspect.command,
            (*SYSTEM, "--input", "e", "--label-delay", "7d", "--labels", "e"),
            "--labels, --label-delay: about payments",
        ),
        (inspect.command, (*SYSTEM, "--items", "e", "--suggest", "x"), "the events are expected"),
        (convert.command, ("--input", "e"), "--output: a file for the payments is expected"),
        (convert.command, (*SYSTEM, "--input", "e"), "--output: a file for the events is exp"),
        (
            convert.command,
            (*SYSTEM, "--input", "e", "--output", "o", "--items-output", "x"),
            "--items-output: there are no items to write",
        ),
        (
            convert.command,
            (*SYSTEM, "--input", "e", "--output", "o", "--labels-output", "x"),
            "--labels-output: shopping events have no labels",
        ),
        (
            convert.command,
            ("--input", "e", "--output", "o", "--items-output", "x"),
            "--items-output: a catalogue is of --system",
        ),
        (convert.command, (*SYSTEM, "--input", "e", "--output", "e"), "it is read as input"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: click.Command,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "e").touch()
    refused = CliRunner().invoke(command, arguments)
    assert refused.exit_code == 2
    assert message in refused.output


def test_inspect_says_what_it_understood_of_events_and_catalogue(tmp_path: Path) -> None:
    path, items = tmp_path / "events.jsonl", tmp_path / "items.jsonl"
    path.write_bytes(lines([*EVENTS, link_record(), event_record(user_id=..., event_id="x")]))
    items.write_bytes(lines(ITEMS))
    shown = run(inspect.command, *SYSTEM, "--input", path, "--items", items).stdout
    for line in (
        "events     7: view 7",
        "links      1 between ids of one shopper",
        "users      2",
        "sessions   1; 1 events of 1 sessions have no user",
        "prices     EUR 49.90 to 49.90, median 49.90 (7 events)",
        "disorder   1 events older than one before them, by 0.0 minutes at most",
        "  1 of 1 items with events are not in the catalogue",
        "catalogue  3 records of 3 items",
        "not to buy 3 records",
    ):
        assert line in shown.splitlines(), line


def test_inspect_suggests_a_mapping_file_that_works(tmp_path: Path) -> None:
    path, items, mapping = (tmp_path / name for name in ("e.csv", "i.csv", "shop.yaml"))
    path.write_text(f"visitorid;sku;event;ts\nu1;lamp;clicks;{NOW_MS}\n")
    items.write_text("sku,dept,valid_from\nlamp,lamps,2025-01-01\n")
    both = ("--input", path, "--items", items)
    told = run(inspect.command, *SYSTEM, *both, "--suggest", mapping)
    assert "to do" not in told.stdout
    read = run(inspect.command, *SYSTEM, *both, "--mapping-file", mapping, "--json").stdout
    understood: dict[str, Any] = json.loads(read)
    assert (understood["event_types"], understood["catalogue"]["items"]) == ({"view": 1}, 1)


@pytest.mark.parametrize("as_json", [False, True])
def test_faults_of_events_name_field_and_expectation_and_no_shopper(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    as_json: bool,
) -> None:
    path = tmp_path / "e.csv"
    path.write_text(f"user_id,item_id,event_type,event_time_ms\n4111111111111111,a,wish,{NOW_MS}\n")
    arguments = ["revstream", "inspect", *SYSTEM, "--input", str(path)]
    monkeypatch.setattr(sys, "argv", [*arguments, *(["--json"] if as_json else [])])
    with pytest.raises(SystemExit) as left:
        main()
    printed = capsys.readouterr()
    text = printed.out + printed.err
    assert left.value.code == 2
    assert "one of view, cart, purchase, impression, hide expected" in text
    assert "a token expected, not a card number" in text
    assert "4111111111111111" not in text
