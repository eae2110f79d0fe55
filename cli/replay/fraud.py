"""`revstream replay`: features of a file of payments, computed without Flink."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from time import time_ns

import click
import msgspec

from cli.inputs.own_source import Records, records_of
from cli.options.definitions_option import definitions_option
from cli.options.input_options import InputOptions, input_options, refuse_to_overwrite
from cli.options.path_types import OUTPUT_FILE
from features.fraud.definitions import load_definitions
from features.fraud.replay_file import ReplayCounts, replay_lines
from features.shared.limits import HistoryLimits


@click.command()
@input_options
@definitions_option
@click.option("--output", required=True, type=OUTPUT_FILE, help="Feature rows, JSON Lines.")
@click.option("--allowed-lateness-ms", type=click.IntRange(0), help="As time.allowed_lateness_ms.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(
    *,
    input_options: InputOptions,
    output: Path,
    allowed_lateness_ms: int | None,
    path: str,
    as_json: bool,
) -> None:
    """Compute the features of every payment, by the same code as the job, without Flink.

    The output has one row for each accepted or late payment, in the order of the input.

    \b
    Examples:
      revstream replay --input payments.jsonl --output features.jsonl
      revstream replay --input payments.jsonl --labels labels.jsonl --output features.jsonl --json
      revstream replay --input payments.jsonl --definitions own.yaml --output features.jsonl
    """
    refuse_to_overwrite(input_options.description, output)
    limits = (
        HistoryLimits()
        if allowed_lateness_ms is None
        else HistoryLimits(allowed_lateness_ms=allowed_lateness_ms)
    )
    counts = ReplayCounts()
    now_ms = time_ns() // 1_000_000
    definitions = load_definitions(path)
    source = records_of(input_options.under(definitions), show_progress=not as_json)
    for note in () if as_json else source.notes:
        click.echo(f"note: {note}", err=True)
    encode = msgspec.json.Encoder().encode
    with output.open("wb") as rows:
        records = _with_progress(source, shown=not as_json)
        accepts = input_options.description.card_numbers
        replayed = replay_lines(
            records,
            now_ms,
            counts,
            limits,
            source.labels,
            card_numbers=accepts,
            definitions=definitions,
        )
        for row in replayed:
            rows.write(encode(row))
            rows.write(b"\n")
    if as_json:
        click.echo(json.dumps(asdict(counts)))
    else:
        click.echo(
            f"{counts.records} records: {counts.accepted} accepted, {counts.late} late,"
            f" {counts.duplicates} duplicates, {counts.rejected} rejected; {counts.labels} labels"
        )


def _with_progress(source: Records, *, shown: bool) -> Iterable[bytes]:
    if not shown:
        yield from source.lines
        return
    with click.progressbar(source.lines, length=source.count, label="replay") as records:
        yield from records
