"""`revstream retail`: the Online Retail data as a file of payments."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from cli.options.path_types import INPUT_FILE, OUTPUT_FILE
from cli.options.seed_type import SEED
from datasets.arrival import DEFAULT_ALLOWED_LATENESS_MS, shuffled
from datasets.online_retail import load_payments
from events.shared.json_records import encode


@click.command()
@click.option(
    "--input",
    "source",
    required=True,
    type=INPUT_FILE,
    help="The lines of Online Retail, Parquet.",
)
@click.option("--output", required=True, type=OUTPUT_FILE, help="Payments, JSON Lines.")
@click.option("--shuffled", "mixed", is_flag=True, help="Out of order, but never late.")
@click.option("--seed", type=SEED, default=7, show_default=True, help="Of the order.")
@click.option(
    "--allowed-lateness-ms",
    type=click.IntRange(1),
    default=DEFAULT_ALLOWED_LATENESS_MS,
    show_default=True,
    help="How far out of order at most.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    source: Path,
    output: Path,
    mixed: bool,
    seed: int,
    allowed_lateness_ms: int,
    as_json: bool,
) -> None:
    """Write the invoices of Online Retail as payments, in time order or shuffled.

    A payment's card is the customer, its merchant the item of the largest line, its amount the
    total in pence. Cancelled and free invoices, and those without a customer or without a
    country code, are left out and counted.

    \b
    Examples:
      revstream retail --input online_retail.parquet --output payments.jsonl
      revstream retail --input online_retail.parquet --output payments.jsonl --shuffled --seed 7
    """
    payments, counts = load_payments(source)
    if mixed:
        payments = shuffled(payments, seed, allowed_lateness_ms)
    with output.open("wb") as lines:
        for payment in payments:
            lines.write(encode(payment) + b"\n")
    if as_json:
        click.echo(json.dumps(asdict(counts)))
    else:
        click.echo(
            f"{counts.lines} lines, {counts.invoices} invoices: {counts.payments} payments,"
            f" {counts.cancelled} cancelled, {counts.without_customer} without customer,"
            f" {counts.free} free, {counts.without_country_code} without country code"
        )
