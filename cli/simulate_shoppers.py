"""`revstream simulate-shoppers`: a seeded shop, its stream of events, and the truth about both."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from cli.options.path_types import OUTPUT_FILE, OUTPUT_FOLDER
from simulator.shoppers.disturbance_settings import UNDISTURBED, Disturbances
from simulator.shoppers.files import DEFAULT_SPLIT, Places, write_shop
from simulator.shoppers.settings import LARGE, ShoppingScenario
from simulator.shoppers.shop import Shop, shop_of
from simulator.shoppers.visit import Visit
from simulator.shoppers.visits import visits_in_order

_USUAL = Disturbances()


@click.command()
@click.option(
    "--folder",
    type=OUTPUT_FOLDER,
    help="Writes events.jsonl, items.jsonl, shoppers.jsonl and visits.jsonl there.",
)
@click.option("--output", type=OUTPUT_FILE, help="Records in order of arrival, JSON Lines.")
@click.option("--items", type=OUTPUT_FILE, help="The catalogue in order of time, JSON Lines.")
@click.option("--shoppers", type=OUTPUT_FILE, help="Tastes of those with an account, JSON Lines.")
@click.option("--visits", type=OUTPUT_FILE, help="What kind of visit each was, JSON Lines.")
@click.option(
    "--sessions",
    type=OUTPUT_FOLDER,
    help="Writes sessions.csv and queries.csv there, for offline evaluation.",
)
@click.option(
    "--split",
    default=DEFAULT_SPLIT,
    show_default=True,
    help="Share of the days that sessions.csv is about; queries.csv is about the rest.",
)
@click.option("--events", default=LARGE.events, show_default=True, help="How many, bots included.")
@click.option("--days", default=LARGE.days, show_default=True, help="Length in days.")
@click.option("--item-count", default=LARGE.items, show_default=True, help="Number of items.")
@click.option(
    "--categories", default=LARGE.categories, show_default=True, help="Number of categories."
)
@click.option(
    "--accounts", default=LARGE.accounts, show_default=True, help="Shoppers with an account."
)
@click.option(
    "--bot-share", default=LARGE.bot_share, show_default=True, help="Share of the events, 0 to 0.5."
)
@click.option("--seed", default=LARGE.seed, show_default=True, help="Of all randomness.")
@click.option(
    "--out-of-order-rate", default=_USUAL.out_of_order_rate, show_default=True, help="0 to 1."
)
@click.option("--duplicate-rate", default=_USUAL.duplicate_rate, show_default=True, help="0 to 1.")
@click.option("--late-rate", default=_USUAL.late_rate, show_default=True, help="0 to 1.")
@click.option("--malformed-rate", default=_USUAL.malformed_rate, show_default=True, help="0 to 1.")
@click.option("--clean", is_flag=True, help="Each record once, in order, none malformed.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    folder: Path | None,
    output: Path | None,
    items: Path | None,
    shoppers: Path | None,
    visits: Path | None,
    sessions: Path | None,
    split: float,
    events: int,
    days: int,
    item_count: int,
    categories: int,
    accounts: int,
    bot_share: float,
    seed: int,
    out_of_order_rate: float,
    duplicate_rate: float,
    late_rate: float,
    malformed_rate: float,
    clean: bool,
    as_json: bool,
) -> None:
    """Simulate shoppers: views, carts, purchases, lists shown, bots, and links between ids.

    The same numbers give the same bytes. Rates are shares of the records that are sent; --clean
    leaves out all four.

    \b
    Examples:
      revstream simulate-shoppers --folder shop
      revstream simulate-shoppers --events 100000 --seed 7 --output events.jsonl --items items.jsonl
      revstream simulate-shoppers --sessions tables --split 0.9 --events 1000000
      revstream simulate-shoppers --folder demo --events 20000 --days 28 --item-count 800 \\
          --categories 16 --accounts 500
      revstream simulate-shoppers --output events.jsonl --clean --json
    """
    places = _places(folder, Places(output, items, shoppers, visits, sessions, split))
    scenario = ShoppingScenario(
        seed=seed,
        events=events,
        days=days,
        items=item_count,
        categories=categories,
        accounts=accounts,
        bot_share=bot_share,
    )
    disturbances = Disturbances(
        out_of_order_rate=out_of_order_rate,
        duplicate_rate=duplicate_rate,
        late_rate=late_rate,
        malformed_rate=malformed_rate,
    )
    shop = shop_of(scenario)
    coming = _with_progress(shop, shown=not as_json)
    counts = write_shop(shop, coming, UNDISTURBED if clean else disturbances, places)
    click.echo(json.dumps(counts) if as_json else _sentence(counts))
    if not all(counts.get(table, 1) for table in ("sessions", "queries")):
        said = f"{counts['sessions']} sessions and {counts['queries']} queries"
        click.echo(f"warning: --split: {split} leaves {said}: too few days on a side", err=True)


def _places(folder: Path | None, given: Places) -> Places:
    """The places asked for; in a folder also those that are not named."""
    if folder is None:
        if given.events is None and given.tables is None:
            raise click.UsageError("--folder, --output or --sessions: expected, none is given")
        return given
    folder.mkdir(parents=True, exist_ok=True)
    return Places(
        events=given.events or folder / "events.jsonl",
        items=given.items or folder / "items.jsonl",
        shoppers=given.shoppers or folder / "shoppers.jsonl",
        visits=given.visits or folder / "visits.jsonl",
        tables=given.tables,
        split=given.split,
    )


def _sentence(counts: dict[str, int]) -> str:
    parts = [f"{counts['visits']} visits, {counts['links']} links between ids"]
    if "records" in counts:
        parts.append(
            f"{counts['records']} records: {counts['event']} in order,"
            f" {counts['out_of_order']} out of order, {counts['late']} late,"
            f" {counts['duplicate']} duplicates, {counts['malformed']} malformed"
        )
    if "items" in counts:
        parts.append(f"{counts['items']} records of the catalogue")
    if "sessions" in counts:
        parts.append(f"{counts['sessions']} sessions and {counts['queries']} queries in tables")
    return "; ".join(parts)


def _with_progress(shop: Shop, *, shown: bool) -> Iterator[Visit]:
    visits = visits_in_order(shop)
    if not shown:
        yield from visits
        return
    with click.progressbar(length=shop.scenario.events, label="simulate", file=sys.stderr) as bar:
        for visit in visits:
            bar.update(visit.events)
            yield visit
