"""`revstream convert`: payments or shopping events in any form to the job's JSON Lines."""

import json
from pathlib import Path

import click

from cli.convert.shopping import convert_shopping
from cli.options.definitions_option import definitions_option
from cli.options.input_options import InputOptions, read_input, refuse_to_overwrite
from cli.options.path_types import OUTPUT_FILE
from cli.options.shopping_options import ShoppingOptions
from cli.options.system_options import EitherInput, either_input
from datasets.own.wire_file import write_lines
from events.shared.json_records import encode
from features.fraud.definitions import load_definitions


@click.command()
@either_input
@definitions_option
@click.option("--output", type=OUTPUT_FILE, help="Payments or shopping events, JSON Lines.")
@click.option("--labels-output", type=OUTPUT_FILE, help="Labels, JSON Lines.")
@click.option("--items-output", type=OUTPUT_FILE, help="Items of the catalogue, JSON Lines.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    given: EitherInput,
    path: str,
    output: Path | None,
    labels_output: Path | None,
    items_output: Path | None,
    as_json: bool,
) -> None:
    """Write an input as the JSON Lines that the job reads, in its order of arrival.

    The same records can be sent to Kinesis, or read on a cluster, where no other form is read.
    Own fields of --definitions are columns like the others.

    \b
    Examples:
      revstream convert --input export.csv --mapping-file mapping.yaml --output payments.jsonl
      revstream convert --input export.csv --mapping-file mapping.yaml --labels chargebacks.csv \\
          --output payments.jsonl --labels-output labels.jsonl
      revstream convert --system recommendations --input clicks.csv --items catalogue.csv \\
          --mapping-file shop.yaml --output events.jsonl --items-output items.jsonl
    """
    if isinstance(given, ShoppingOptions):
        if labels_output is not None:
            raise click.UsageError("--labels-output: shopping events have no labels")
        convert_shopping(given, path, output, items_output, as_json=as_json)
        return
    if items_output is not None:
        raise click.UsageError("--items-output: a catalogue is of --system recommendations")
    if output is None:
        raise click.UsageError("--output: a file for the payments is expected")
    _convert_payments(given, path, output, labels_output, as_json=as_json)


def _convert_payments(
    options: InputOptions, path: str, output: Path, labels_output: Path | None, *, as_json: bool
) -> None:
    refuse_to_overwrite(options.description, output, labels_output)
    history = read_input(options.under(load_definitions(path)), show_progress=not as_json)
    if history.labels and labels_output is None:
        raise click.UsageError("--labels-output is expected, since the input has labels")
    write_lines(history.records, output)
    if labels_output is not None:
        write_lines(map(encode, history.labels), labels_output)
    counts = history.counts
    faulty, left_out = (counts.faulty, counts.left_out) if counts else (0, 0)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "payments": history.count,
                    "faulty": faulty,
                    "left_out": left_out,
                    "labels": len(history.labels),
                    "notes": list(history.notes),
                }
            )
        )
        return
    for note in history.notes:
        click.echo(f"note: {note}", err=True)
    click.echo(
        f"{history.count:,} payments, {faulty:,} faulty rows, {left_out:,} left out;"
        f" {len(history.labels):,} labels"
    )
