"""`revstream replay`: features of a file of payments, computed without Flink."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from time import time_ns

import click
import msgspec

from cli.path_types import INPUT_FILE, OUTPUT_FILE
from datasets.own.labels import read_labels
from features.limits import HistoryLimits
from features.replay_file import ReplayCounts, replay_lines


@click.command()
@click.option("--input", "source", required=True, type=INPUT_FILE, help="Payments, JSON Lines.")
@click.option(
    "--labels",
    type=INPUT_FILE,
    help="Labels, JSON Lines; each counts from the time it was reported.",
)
@click.option("--output", required=True, type=OUTPUT_FILE, help="Feature rows, JSON Lines.")
@click.option("--allowed-lateness-ms", type=click.IntRange(0), help="As time.allowed_lateness_ms.")
@click.option("--skip-faulty", is_flag=True, help="Leave out lines that are no labels.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(  # noqa: PLR0913 - an argument an option
    *,
    source: Path,
    labels: Path | None,
    output: Path,
    allowed_lateness_ms: int | None,
    skip_faulty: bool,
    as_json: bool,
) -> None:
    """Compute the features of every payment, by the same code as the job, without Flink.

    The output has one row for each accepted or late payment, in the order of the input.

    \b
    Examples:
      revstream replay --input payments.jsonl --output features.jsonl
      revstream replay --input payments.jsonl --labels labels.jsonl --output features.jsonl --json
    """
    limits = (
        HistoryLimits()
        if allowed_lateness_ms is None
        else HistoryLimits(allowed_lateness_ms=allowed_lateness_ms)
    )
    counts = ReplayCounts()
    now_ms = time_ns() // 1_000_000
    known = [] if labels is None else read_labels(labels, now_ms, skip_faulty=skip_faulty)[0]
    encode = msgspec.json.Encoder().encode
    with source.open("rb") as lines, output.open("wb") as rows:
        records = _with_progress(lines, source.stat().st_size, shown=not as_json)
        for row in replay_lines(records, now_ms, counts, limits, known):
            rows.write(encode(row))
            rows.write(b"\n")
    if as_json:
        click.echo(json.dumps(asdict(counts)))
    else:
        click.echo(
            f"{counts.records} records: {counts.accepted} accepted, {counts.late} late,"
            f" {counts.duplicates} duplicates, {counts.rejected} rejected; {counts.labels} labels"
        )


def _with_progress(lines: Iterator[bytes], size_bytes: int, *, shown: bool) -> Iterator[bytes]:
    if not shown:
        yield from lines
        return
    with click.progressbar(length=size_bytes, label="replay") as bar:
        for line in lines:
            bar.update(len(line))
            yield line
