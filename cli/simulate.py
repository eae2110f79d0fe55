"""`revstream simulate`: a seeded stream of payments as JSON Lines, and the truth about it."""

import json
from pathlib import Path

import click

from simulator.disorder_settings import ORDERLY, Disorder
from simulator.files import write_records, write_truth
from simulator.scenario import Scenario, wire_records

_DEFAULTS = Scenario()


@click.command()
@click.option(
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Records in order of arrival, JSON Lines.",
)
@click.option(
    "--truth",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Which payments are fraudulent, JSON Lines.",
)
@click.option("--payments", default=_DEFAULTS.payments, show_default=True, help="How many.")
@click.option("--days", default=_DEFAULTS.days, show_default=True, help="Length in days.")
@click.option("--cards", default=_DEFAULTS.cards, show_default=True, help="Number of cards.")
@click.option("--seed", default=_DEFAULTS.seed, show_default=True, help="Of all randomness.")
@click.option("--clean", is_flag=True, help="Each payment once, in order, none malformed.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    output: Path,
    truth: Path | None,
    payments: int,
    days: int,
    cards: int,
    seed: int,
    clean: bool,
    as_json: bool,
) -> None:
    """Simulate payments: some fraudulent, some late, repeated or malformed.

    The same numbers give the same bytes.

    \b
    Examples:
      revstream simulate --output payments.jsonl --truth truth.jsonl
      revstream simulate --output payments.jsonl --payments 100000 --days 60 --seed 3
      revstream simulate --output payments.jsonl --clean --json
    """
    scenario = Scenario(seed=seed, cards=cards, days=days, payments=payments)
    records = wire_records(scenario, ORDERLY if clean else Disorder(seed=seed))
    counts = {"payment": 0, "late": 0, "duplicate": 0, "malformed": 0}
    for record in records:
        counts[record.kind] += 1
    write_records(records, output)
    if truth is not None:
        write_truth(records, truth)
    if as_json:
        click.echo(json.dumps({"records": len(records), **counts}))
    else:
        click.echo(
            f"{len(records)} records: {counts['payment']} payments on time, {counts['late']} late,"
            f" {counts['duplicate']} duplicates, {counts['malformed']} malformed"
        )
