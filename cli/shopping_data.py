"""`revstream shopping-data`: public data of shopping as events, a catalogue and tables."""

import json
from pathlib import Path
from typing import Final

import click

from cli.options.path_types import INPUT_FILE, OUTPUT_FOLDER
from cli.options.seed_type import SEED
from datasets.arrival import DEFAULT_ALLOWED_LATENESS_MS, shuffled
from datasets.own.wire_file import write_lines
from datasets.shopping.next_item_tables import write_tables
from datasets.shopping.otto_sessions import load_otto
from datasets.shopping.retail_purchases import load_purchases
from datasets.shopping.shopping_history import ShoppingHistory, ShoppingReader
from events.shared.json_records import encode
from events.shared.time_units import DAY_MS

_READERS: Final[dict[str, ShoppingReader]] = {"online-retail": load_purchases, "otto": load_otto}


@click.command()
@click.option("--from", "name", required=True, type=click.Choice(sorted(_READERS)), help="Data.")
@click.option("--input", "source", required=True, type=INPUT_FILE, help="Its file.")
@click.option(
    "--folder",
    required=True,
    type=OUTPUT_FOLDER,
    help="Writes events.jsonl there and, where the data says something of items, items.jsonl.",
)
@click.option("--shuffled", "mixed", is_flag=True, help="Events out of order, but never late.")
@click.option(
    "--held-out-days",
    type=click.IntRange(1),
    help="Writes sessions.csv and, of the last so many days, queries.csv there too.",
)
@click.option(
    "--queries",
    "most_queries",
    type=click.IntRange(1),
    default=15_000,
    show_default=True,
    help="How many at most, drawn from all.",
)
@click.option("--seed", type=SEED, default=7, show_default=True, help="Of both.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    name: str,
    source: Path,
    folder: Path,
    mixed: bool,
    held_out_days: int | None,
    most_queries: int,
    seed: int,
    as_json: bool,
) -> None:
    """Write Online Retail or OTTO's sessions as shopping events, in time order or shuffled.

    Online Retail (Parquet): each line that was sold is a purchase of its customer; without one
    the invoice stands in as a session. Cancelled and free lines, and those that are no item, are
    left out and counted. OTTO (JSON Lines): clicks, carts and orders of sessions without users.

    A query is the beginning of a visit in the held-out days, its answer the item that came next;
    sessions are the visits before. A visit ends after half an hour without an event.

    \b
    Examples:
      revstream shopping-data --from online-retail --input online_retail.parquet --folder retail
      revstream shopping-data --from otto --input otto_sessions.jsonl --folder otto --shuffled
      revstream shopping-data --from online-retail --input online_retail.parquet --folder retail \\
          --held-out-days 61
      revstream evaluate-recommendations --train retail/sessions.csv --test retail/queries.csv
    """
    history = _READERS[name](source)
    folder.mkdir(parents=True, exist_ok=True)
    counts = {
        "records": history.records,
        **history.left_out,
        **_write(history, folder, mixed=mixed, seed=seed),
    }
    if held_out_days is not None and history.events:
        split_ms = history.events[-1].event_time_ms - held_out_days * DAY_MS
        counts |= write_tables(
            history.events, split_ms, folder, most_queries=most_queries, seed=seed
        )
    click.echo(json.dumps(counts) if as_json else _sentence(counts))


def _write(history: ShoppingHistory, folder: Path, *, mixed: bool, seed: int) -> dict[str, int]:
    arriving = history.events
    if mixed:
        arriving = shuffled(arriving, seed, DEFAULT_ALLOWED_LATENESS_MS)
    write_lines(map(encode, arriving), folder / "events.jsonl")
    counts = {"events": len(arriving)}
    if history.items:
        write_lines(map(encode, history.items), folder / "items.jsonl")
        counts["items"] = len(history.items)
    return counts


def _sentence(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())
