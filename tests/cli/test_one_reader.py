"""Every command reads the same payments from a file, whatever form it is in."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import click
import msgspec
import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import csv, parquet

from cli import trainset
from cli.convert import command as convert
from cli.inputs.own_source import with_wire_files
from cli.inspect import command as inspect
from cli.options.input_options import InputOptions
from cli.replay import command as replay
from datasets.own.description import Description
from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.fraud.payment_type import given_copy
from events.shared.json_records import encode
from jobs.fraud.settings import load_settings
from jobs.shared.locations import LocalPath
from tests.features.payments import START_MS, a_payment

NOW_MS = START_MS + 10**9
MADE = [
    given_copy(())(a_payment(START_MS + 1000 * n, transaction_id=f"{n}", card_id=f"{1000 + n % 3}"))
    for n in range(9)
]
LINES = b"".join(encode(payment) + b"\n" for payment in MADE)
BAD = b'{"card_id":"a\rb"}\n'


def _table() -> pa.Table:
    table = pa.Table.from_pylist([msgspec.to_builtins(payment) for payment in MADE])
    ids = pa.array([int(payment.card_id) for payment in MADE])
    return table.set_column(table.column_names.index("card_id"), "card_id", ids)


def _upper_case_csv(folder: Path) -> Path:
    csv.write_csv(_table(), folder / "payments.CSV")
    return folder / "payments.CSV"


def _csv_with_a_mark(folder: Path) -> Path:
    csv.write_csv(_table(), folder / "plain.csv")
    content = b"\xef\xbb\xbf" + (folder / "plain.csv").read_bytes()
    (folder / "payments.csv.gz").write_bytes(gzip.compress(content))
    return folder / "payments.csv.gz"


def _parquet_of_whole_numbers(folder: Path) -> Path:
    unused = pa.array([2**60 + 1] * len(MADE), pa.timestamp("ns"))
    table = _table().append_column("unused", unused)
    parquet.write_table(table, folder / "payments.PARQUET", version="2.6")
    return folder / "payments.PARQUET"


def _spark_folder(folder: Path) -> Path:
    parts = folder / "payments.parquet"
    parts.mkdir()
    parquet.write_table(_table().slice(0, 5), parts / "part-00000.snappy.parquet")
    parquet.write_table(_table().slice(5), parts / "part-00001.snappy.parquet")
    (parts / "_SUCCESS").touch()
    return parts


def _parquet_of_bytes(folder: Path) -> Path:
    table = _table()
    ids = pa.array([payment.merchant_id.encode() for payment in MADE], pa.binary())
    table = table.set_column(table.column_names.index("merchant_id"), "merchant_id", ids)
    parquet.write_table(table, folder / "payments.parquet")
    return folder / "payments.parquet"


def _lines(name: str, content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return write


FORMS = {
    "upper-case CSV": (_upper_case_csv, 0),
    "CSV with a mark, gzipped": (_csv_with_a_mark, 0),
    "Parquet of whole numbers": (_parquet_of_whole_numbers, 0),
    "folder of Spark": (_spark_folder, 0),
    "Parquet of bytes": (_parquet_of_bytes, 0),
    "JSON Lines": (_lines("payments.jsonl", LINES), 0),
    "JSON Lines with a mark": (_lines("payments.jsonl", b"\xef\xbb\xbf" + LINES), 0),
    "JSON Lines, gzipped": (_lines("payments.jsonl.gz", gzip.compress(LINES, mtime=0)), 0),
    "JSON Lines of Windows": (_lines("a.json", LINES.replace(b"\n", b"\r\n")), 0),
    "JSON Lines with CR as space": (_lines("a.jsonl", LINES.replace(b",", b",\r", 1)), 0),
    "JSON Lines with a record that is none": (_lines("a.jsonl", LINES + BAD), 1),
}


def run(command: click.Command, *arguments: str) -> str:
    result = CliRunner().invoke(command, [*arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def prepared(path: Path, labels: Path | None, folder: Path) -> tuple[Path, Path | None]:
    """The files of payments and labels that a job is given."""
    uris = {"source.uri": f"file:{path}"} | ({"labels.uri": f"file:{labels}"} if labels else {})
    settings = load_settings({}, uris)
    made = with_wire_files(settings, InputOptions(Description(())), folder)
    assert isinstance(made.source_uri, LocalPath)
    return made.source_uri.path, getattr(made.labels_uri, "path", None)


def of_the_job(path: Path) -> list[Payment | object]:
    """What the job decodes from `path`."""
    folder = path.parent / "source"
    folder.mkdir()
    source, _ = prepared(path, None, folder)
    lines = source.read_bytes().replace(b"\r\n", b"\n").splitlines()
    return [PaymentDecoder().decode(line, NOW_MS) for line in lines]


@pytest.mark.parametrize("form", FORMS)
def test_every_command_finds_the_same_payments(tmp_path: Path, form: str) -> None:
    write, rejected = FORMS[form]
    path = write(tmp_path)
    decoded = of_the_job(path)
    assert [each for each in decoded if isinstance(each, Payment)] == MADE
    assert len(decoded) == len(MADE) + rejected
    understood = json.loads(run(inspect.command, "--input", str(path), "--json"))
    assert (understood["payments"], understood["faulty"]) == (9, rejected)
    replayed = run(
        replay.command, "--input", str(path), "--output", str(tmp_path / "f.jsonl"), "--json"
    )
    assert json.loads(replayed)["accepted"] == 9
    assert json.loads(replayed)["rejected"] == rejected
    run(convert.command, "--input", str(path), "--output", str(tmp_path / "converted.jsonl"))
    assert (tmp_path / "converted.jsonl").read_bytes() == LINES
    built = run(trainset.command, "--input", str(path), "--output", str(tmp_path / "set"), "--json")
    assert json.loads(built)["payments"] == 9


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
@pytest.mark.parametrize(("said", "taken"), [("refuse", 0), ("accept", 1)])
def test_a_card_number_is_the_same_to_every_command(
    tmp_path: Path, ending: str, said: str, taken: int
) -> None:
    made = [a_payment(START_MS), a_payment(START_MS + 1, card_id="4111111111111111")]
    path = tmp_path / f"payments.{ending}"
    path.write_bytes(b"".join(encode(payment) + b"\n" for payment in made))
    if ending == "csv":
        table = pa.Table.from_pylist([msgspec.to_builtins(payment) for payment in made])
        csv.write_csv(table, path)
    given = ("--input", str(path), "--card-numbers", said, "--skip-faulty", "--json")
    understood = json.loads(run(inspect.command, *given))
    replayed = json.loads(run(replay.command, *given, "--output", str(tmp_path / "f.jsonl")))
    built = json.loads(run(trainset.command, *given, "--output", str(tmp_path / "set")))
    assert understood["payments"] == replayed["accepted"] == built["payments"] == 1 + taken


def test_payments_come_by_event_time_where_that_is_asked_for(tmp_path: Path) -> None:
    backwards = b"".join(line + b"\n" for line in reversed(LINES.splitlines()))
    path = _lines("payments.jsonl", backwards)(tmp_path)
    rows = tmp_path / "features.jsonl"
    arguments = ("--input", str(path), "--output", str(rows), "--order", "event-time")
    run(replay.command, *arguments)
    found = [json.loads(line)["transaction_id"] for line in rows.read_text().splitlines()]
    assert found == [payment.transaction_id for payment in MADE]


def test_json_lines_of_the_job_s_form_are_read_where_they_are(tmp_path: Path) -> None:
    path = _lines("payments.jsonl", LINES + b"\xff{\n")(tmp_path)
    assert prepared(path, None, tmp_path) == (path, None)


def test_labels_in_a_csv_reach_a_job_with_json_lines(tmp_path: Path) -> None:
    path = _lines("payments.jsonl", LINES)(tmp_path)
    labels = _lines("chargebacks.csv", b"transaction_id,reported_time_ms\n3,1736700000000\n")
    (tmp_path / "source").mkdir()
    payments, known = prepared(path, labels(tmp_path), tmp_path / "source")
    assert payments == path
    assert known is not None
    (label,) = known.read_bytes().splitlines()
    assert json.loads(label)["card_id"] == "1000"


def test_convert_says_where_every_row_went(tmp_path: Path) -> None:
    path = _lines("payments.jsonl", LINES + BAD)(tmp_path)
    out = str(tmp_path / "out.jsonl")
    assert run(convert.command, "--input", str(path), "--output", out) == (
        "9 payments, 1 faulty rows, 0 left out; 0 labels\n"
    )


def test_suggest_writes_a_file_that_works_and_overwrites_none(tmp_path: Path) -> None:
    path, mapping = _upper_case_csv(tmp_path), str(tmp_path / "mapping.yaml")
    run(inspect.command, "--input", str(path), "--suggest", mapping)
    read = run(inspect.command, "--input", str(path), "--mapping-file", mapping, "--json")
    assert json.loads(read)["payments"] == 9
    with pytest.raises(ValueError, match="a file that is not there yet"):
        run(inspect.command, "--input", str(path), "--suggest", mapping)


@pytest.mark.parametrize("command", [convert.command, replay.command])
@pytest.mark.parametrize("given", ["payments.jsonl", "."])
def test_an_output_that_is_read_as_input_is_refused_and_stays_as_it_is(
    tmp_path: Path, command: click.Command, given: str
) -> None:
    file = tmp_path / "payments.jsonl"
    file.write_bytes(LINES)
    line = ["--input", str(tmp_path / given), "--output", str(file)]
    refused = CliRunner().invoke(command, line)
    assert refused.exit_code == 2
    assert "payments.jsonl: it is read as input; another file is expected" in refused.output
    assert file.read_bytes() == LINES
