"""`revstream features cost`: what each definition of a file costs, measured."""

import json
import sys
from collections.abc import Iterator
from typing import Final

import click

from cli.features.definition_costs import Cost, FileCosts, Names, measured_costs
from cli.features.definition_entries import Definition
from cli.features.definition_stream import DAYS, definition_stream
from cli.options.definitions_option import definitions_option
from cli.options.seed_type import SEED
from features.fraud.definitions import load_definitions
from reporting.printable import printable_lines

_PAYMENTS: Final = 20_000
_ROUNDS: Final = 5
_SEED: Final = 7


@click.command()
@definitions_option
@click.option(
    "--payments",
    type=click.IntRange(1_000, 10_000_000),
    default=_PAYMENTS,
    show_default=True,
    help="How many are simulated.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1, 100),
    default=_ROUNDS,
    show_default=True,
    help="Times that each is measured; the best counts.",
)
@click.option("--seed", type=SEED, default=_SEED, show_default=True, help="Of the simulation.")
@click.option("--json", "as_json", is_flag=True, help="Print the costs as JSON.")
def command(*, path: str, payments: int, rounds: int, seed: int, as_json: bool) -> None:
    """Measure what each definition of a file costs.

    CPU time of a payment and bytes of a key's state, over simulated payments of 45 days with labels
    and random values of own fields. Each definition is measured alone; what several share, such as
    the times of a card's payments, is counted with each, so that all together cost less than the
    sum. Shuffles between keys, decoding and the store are not in it.

    \b
    Examples:
      revstream features cost
      revstream features cost --definitions own.yaml --payments 100000 --json
    """
    definitions = load_definitions(path)
    stream = definition_stream(definitions.fields, payments, seed)
    costs = measured_costs(definitions, stream, rounds, _tracked)
    if as_json:
        click.echo(json.dumps(_told(costs), indent=2))
    else:
        click.echo(printable_lines(_text(costs)))


def _tracked(runs: list[Names]) -> Iterator[Names]:
    with click.progressbar(runs, label="measure", file=sys.stderr) as bar:
        yield from bar


def _text(costs: FileCosts) -> str:
    width = max(len(definition.name) for definition, _ in costs.definitions)
    keys = ", ".join(f"{count:,} of {key}" for key, count in costs.keys.items())
    lines = [
        f"{costs.payments:,} payments in {DAYS} days; keys held at the end: {keys}",
        f"{'definition':<{width}}  {'features':>8}  {'us a payment':>12}  {'bytes a key':>11}",
    ]
    lines += [_line(definition, cost, width) for definition, cost in costs.definitions]
    lines += [
        f"all that is written  {_whole(costs.written)}",
        f"all of the file      {_whole(costs.everything)}",
        f"without any          {_whole(costs.nothing)}",
    ]
    return "\n".join(lines)


def _line(definition: Definition, cost: Cost, width: int) -> str:
    size = f"{_bytes(definition, cost):>11,.0f} of {definition.key}" if definition.key else ""
    count = len(definition.features)
    return f"{definition.name:<{width}}  {count:>8}  {cost.us_a_payment:>12.2f}  {size}".rstrip()


def _bytes(definition: Definition, cost: Cost) -> float:
    return cost.bytes_by_key.get(definition.key, 0)


def _whole(cost: Cost) -> str:
    sizes = ", ".join(f"{size:,.0f} of {key}" for key, size in cost.bytes_by_key.items())
    return f"{cost.us_a_payment:.2f} us a payment; bytes a key: {sizes}"


def _told(costs: FileCosts) -> dict[str, object]:
    return {
        "payments": costs.payments,
        "days": DAYS,
        "keys": costs.keys,
        "definitions": [
            {
                "name": definition.name,
                "features": [feature.name for feature in definition.features],
                "us_a_payment": cost.us_a_payment,
                "key": definition.key or None,
                "bytes_a_key": _bytes(definition, cost) if definition.key else None,
            }
            for definition, cost in costs.definitions
        ],
        "written": _whole_told(costs.written),
        "everything": _whole_told(costs.everything),
        "nothing": _whole_told(costs.nothing),
    }


def _whole_told(cost: Cost) -> dict[str, object]:
    return {"us_a_payment": cost.us_a_payment, "bytes_by_key": cost.bytes_by_key}
