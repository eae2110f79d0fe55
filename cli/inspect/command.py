"""`revstream inspect`: what was understood of an input of payments or of shopping events."""

import json
import sys
from pathlib import Path
from time import time_ns

import click

from cli.inspect.payments import PaymentsRead
from cli.inspect.shopping import ShoppingRead
from cli.inspect.text import faults_json
from cli.main import FAULTY_INPUT_EXIT
from cli.options.definitions_option import definitions_option
from cli.options.input_options import InputOptions
from cli.options.path_types import OUTPUT_FILE
from cli.options.shopping_options import ShoppingOptions
from cli.options.system_options import EitherInput, either_input
from datasets.own.description import Description
from datasets.own.faults import FaultyRowsError
from datasets.own.files import input_files
from datasets.own.notes import Notes
from datasets.own.payment_suggestion import suggestion_for
from datasets.own.sample import Sample, sample_of
from datasets.own.shopping_suggestion import shopping_suggestion
from datasets.own.suggestion import Suggestion


@click.command()
@either_input
@definitions_option
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, faults too.")
@click.option(
    "--suggest",
    type=OUTPUT_FILE,
    help="Write a mapping file for the input there, from its first rows, --columns and --constant,"
    " and leave.",
)
def command(*, given: EitherInput, path: str, as_json: bool, suggest: Path | None) -> None:
    """Read an input and print what was understood of it: figures, gaps, assumptions, faults.

    Of shopping events also what looks wrong though it can be taken, such as one shopper with most
    of the events. What is personal is never printed.

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
      revstream inspect --system recommendations --input clicks.csv --items catalogue.csv \\
          --suggest shop.yaml
      revstream inspect --system recommendations --input clicks.csv --items catalogue.csv \\
          --mapping-file shop.yaml
    """
    if suggest is not None:
        _suggest(given, suggest)
        return
    show_progress = not as_json
    try:
        if isinstance(given, ShoppingOptions):
            read: ShoppingRead | PaymentsRead = ShoppingRead(
                given, path, show_progress=show_progress
            )
        else:
            read = PaymentsRead(given, path, show_progress=show_progress)
    except FaultyRowsError as error:
        if not as_json:
            raise
        click.echo(json.dumps(faults_json(error), indent=2))
        sys.exit(FAULTY_INPUT_EXIT)
    click.echo(json.dumps(read.as_json(), indent=2) if as_json else "\n".join(read.lines()))


def _suggest(given: EitherInput, target: Path) -> None:
    """Write a mapping file to `target`, and print what it leaves open.

    Raises:
        ValueError: `target` is there already, or the input has no rows.
    """
    if target.exists():
        raise ValueError(f"--suggest {target}: a file that is not there yet is expected")
    made = _suggestion(given)
    target.write_text(made.text())
    described = given.description if isinstance(given, InputOptions) else given.events
    click.echo(f"{target}: written from the first rows of {_first_file(described)}")
    for line in made.undecided:
        click.echo(f"to do  {line}")


def _suggestion(given: EitherInput) -> Suggestion:
    now_ms = time_ns() // 1_000_000
    if isinstance(given, InputOptions):
        said = given.description
        return suggestion_for(_sample(said), said.columns, said.constants, now_ms)
    if not given.events.inputs:
        raise click.UsageError("--suggest: the events are expected too, by --input")
    items = _sample(given.items) if given.items.inputs else None
    said = given.events
    return shopping_suggestion(_sample(said), items, said.columns, said.constants, now_ms)


def _sample(description: Description) -> Sample:
    files = input_files(description.inputs, Notes())
    return sample_of(files.paths[0], files.kind)


def _first_file(description: Description) -> Path:
    return input_files(description.inputs, Notes()).paths[0]
