"""`revstream inspect`: what was understood of an input of payments."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from time import time_ns

import click

from cli.definitions_option import definitions_option
from cli.input_options import InputOptions, input_options, read_input
from cli.main import FAULTY_INPUT_EXIT
from cli.path_types import OUTPUT_FILE
from datasets.history import History
from datasets.history_summary import Amounts, HistorySummary, summary_of
from datasets.own.description import Description
from datasets.own.faults import FaultyRowsError
from datasets.own.files import input_files
from datasets.own.notes import Notes
from datasets.own.sample import sample_of
from datasets.own.suggestion import suggestion_for
from events.shared.money.minor_units import minor_unit_digits
from features.fraud.definitions import load_definitions
from features.shared.definitions.model import Feature


@click.command()
@input_options
@definitions_option
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, faults too.")
@click.option(
    "--suggest",
    type=OUTPUT_FILE,
    help="Write a mapping file for the input there, from its first rows, --columns and --constant,"
    " and leave.",
)
def command(*, input_options: InputOptions, path: str, as_json: bool, suggest: Path | None) -> None:
    """Read payments and print what was understood of them: figures, gaps, assumptions, faults.

    \b
    Examples:
      revstream inspect --input payments.jsonl
      revstream inspect --input transactions/ \\
          --columns card_id=CUSTOMER_ID,merchant_id=TERMINAL_ID,amount=TX_AMOUNT \\
          --columns event_time=TX_DATETIME,is_fraud=TX_FRAUD \\
          --constant currency=EUR,country=DE,channel=pos --timezone Europe/Berlin
      revstream inspect --input export.csv --suggest mapping.yaml
      revstream inspect --input export.csv --mapping-file mapping.yaml --definitions own.yaml
      revstream inspect --input online_retail.parquet --mapping online-retail --json
    """
    if suggest is not None:
        _suggest(input_options.description, suggest)
        return
    definitions = load_definitions(path)
    try:
        history = read_input(input_options.under(definitions), show_progress=not as_json)
    except FaultyRowsError as error:
        if not as_json:
            raise
        click.echo(json.dumps(_faults(error), indent=2))
        sys.exit(FAULTY_INPUT_EXIT)
    summary, lost = summary_of(history), _lost_features(history, definitions.features)
    if as_json:
        understood = {
            **asdict(summary),
            **_row_counts(history),
            "unfed_fields": dict(history.unfed_fields),
            "lost_features": lost,
            "notes": list(history.notes),
            "data_id": history.data_id,
        }
        click.echo(json.dumps(understood, indent=2))
    else:
        click.echo("\n".join(_lines(history, summary, lost)))


def _suggest(description: Description, target: Path) -> None:
    """Write a mapping file to `target`, and print what it leaves open.

    Raises:
        ValueError: `target` is there already, or the input has no rows.
    """
    if target.exists():
        raise ValueError(f"--suggest {target}: a file that is not there yet is expected")
    files = input_files(description.inputs, Notes())
    sample = sample_of(files.paths[0], files.kind)
    now_ms = time_ns() // 1_000_000
    made = suggestion_for(sample, description.columns, description.constants, now_ms)
    target.write_text(made.text())
    click.echo(f"{target}: written from the first rows of {files.paths[0]}")
    for line in made.undecided:
        click.echo(f"to do  {line}")


def _lost_features(history: History, features: Iterable[Feature]) -> dict[str, str]:
    """The features that the data cannot feed, each with the fields that are why."""
    lost = {}
    for feature in features:
        unfed = [name for name in feature.fields if name in history.unfed_fields]
        if unfed:
            lost[feature.name] = ", ".join(
                f"{name}: {history.unfed_fields[name]}" for name in unfed
            )
    return lost


def _lines(history: History, summary: HistorySummary, lost: dict[str, str]) -> list[str]:
    first, last = (
        datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
        for time_ms in (summary.first_event_time_ms, summary.last_event_time_ms)
    )
    channels = ", ".join(f"{name} {count:,}" for name, count in summary.channels.items())
    return [
        *_row_lines(history),
        f"payments   {summary.payments:,}",
        f"time       {first} to {last} UTC",
        f"cards      {summary.cards:,}",
        f"merchants  {summary.merchants:,}",
        f"countries  {summary.countries:,}",
        f"channels   {channels}",
        *(_amount_line(code, amounts) for code, amounts in summary.amounts.items()),
        f"labels     {summary.labels:,}, payments that they call fraud {summary.frauds:,}",
        f"data id    {history.data_id}",
        "",
        "The data says nothing in these fields:",
        *(f"  {name}: {why}" for name, why in history.unfed_fields.items()),
        "",
        f"Features left out of training for it ({len(lost)}):",
        *(f"  {name}  ({why})" for name, why in lost.items()),
        "",
        "Assumed:",
        *(f"  {note}" for note in history.notes),
    ]


def _row_counts(history: History) -> dict[str, int]:
    counts = history.counts
    if counts is None:
        return {}
    return {"faulty": counts.faulty, "left_out": counts.left_out, "rows": counts.rows}


def _row_lines(history: History) -> list[str]:
    """Where the rows went, unless all of them are payments."""
    counts = history.counts
    if counts is None or counts.rows == counts.taken:
        return []
    left_out = f"{counts.faulty:,} faulty, {counts.left_out:,} left out"
    return [f"rows       {counts.rows:,}: {counts.taken:,} payments, {left_out}"]


def _amount_line(currency: str, amounts: Amounts) -> str:
    smallest, median, largest = (
        f"{Decimal(minor).scaleb(-minor_unit_digits(currency)):,f}"
        for minor in (amounts.smallest_minor, amounts.median_minor, amounts.largest_minor)
    )
    return (
        f"amounts    {currency} {smallest} to {largest}, median {median}"
        f" ({amounts.payments:,} payments)"
    )


def _faults(error: FaultyRowsError) -> dict[str, object]:
    return {
        "rows": error.rows,
        "faulty_rows": error.faults.rows,
        "faults_by_kind": dict(error.faults.by_kind.most_common()),
        "first_faults": [asdict(fault) for fault in error.faults.in_order()],
    }
