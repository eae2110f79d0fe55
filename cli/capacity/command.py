"""`revstream plan-capacity`: what a load needs and costs, and whether a stack is up to it."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import click

from capacity.bill import Bill
from capacity.capacity import configured_capacity
from capacity.footprint import Footprint
from capacity.json_form import plan_as_json, stack_as_json
from capacity.load import Load
from capacity.plan import bill_of, plan
from capacity.prices import RegionPrices, shipped_prices
from capacity.report import bill_table, report_lines
from capacity.shopping_load import ShoppingLoad
from capacity.stack_check import warnings
from cli.options.stack_options import STACK_FOLDER
from infra.stack_config import StackConfig
from infra.stack_file import read_stack_file

_WARNED_EXIT: Final = 1
_DEFAULT: Final = "default"
_DEFAULT_REGION: Final = "us-east-1"
_FRAUD: Final = "fraud"
_RECOMMENDATIONS: Final = "recommendations"
_OF: Final[Mapping[str, Mapping[str, Any]]] = {
    _FRAUD: {
        "cards": None,
        "merchants": None,
        "definitions": None,
        "rules": _DEFAULT,
        "model": _DEFAULT,
        "hashes": (),
    },
    _RECOMMENDATIONS: {"shoppers": None, "items": None, "session_events": None},
}
"""The options of each system alone, and what they are where nobody gives them."""


@click.command()
@click.option("--daily", type=int, required=True, help="Payments, or shopping events, a day.")
@click.option(
    "--system",
    type=click.Choice((_FRAUD, _RECOMMENDATIONS)),
    default=_FRAUD,
    show_default=True,
    help="Whose events these are.",
)
@click.option(
    "--peak",
    type=float,
    default=10.0,
    show_default=True,
    help="The busiest second, in mean seconds.",
)
@click.option("--regions", default=1, show_default=True, help="Independent stacks.")
@click.option("--cards", type=int, help="Cards in the store.  [default: one a daily payment]")
@click.option("--merchants", type=int, help="Merchants in it.  [default: one a 50 daily payments]")
@click.option("--shoppers", type=int, help="Shoppers in it.  [default: a session each a day]")
@click.option("--items", type=int, help="Items in it.  [default: one a 50 daily events]")
@click.option("--session-events", type=float, help="Events of a session.  [default: as simulated]")
@click.option(
    "--definitions",
    metavar="FILE",
    help="A definition file, measured here beside the shipped one. [default: as measured, shipped]",
)
@click.option("--rules", default=_DEFAULT, help="Rules that the file is decided by.")
@click.option("--model", default=_DEFAULT, help="Model that the file is decided by.")
@click.option(
    "--hashes",
    multiple=True,
    metavar="ENTITY=NUMBER",
    help="Devices, say, in the store.  [default: as many a card as simulated]",
)
@click.option(
    "--serve-requests-per-s",
    type=click.FloatRange(min=0, min_open=True),
    help="Requests that `revstream serve` answers in the busiest second.  [default: none]",
)
@click.option("--region", help="Whose prices.  [default: the stack's, else us-east-1]")
@click.option("--stack", help="Compare with this stack's file Pulumi.STACK.yaml.")
@STACK_FOLDER
@click.option(
    "--chart",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draws the cost by part for 1 to 50 million payments a day into this PNG.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    daily: int,
    system: str,
    peak: float,
    regions: int,
    serve_requests_per_s: float | None,
    region: str | None,
    stack: str | None,
    folder: Path,
    chart: Path | None,
    as_json: bool,
    **of_system: Any,  # noqa: ANN401 - options of one system, see `_load`
) -> None:
    """Plan shards, processing units and store for a load, and what they cost.

    Every sum is shown. The prices are those of the list that comes with revstream, of the date that
    is shown; an assumed one has a star. Exit code 1 if --stack is over its budget or below what
    the load needs.

    \b
    Examples:
      revstream plan-capacity --daily 5000000 --peak 10 --regions 1
      revstream plan-capacity --daily 5000000 --stack prod
      revstream plan-capacity --daily 5000000 --cards 2000000 --json
      revstream plan-capacity --daily 5000000 --chart cost.png
      revstream plan-capacity --daily 5000000 --definitions own.yaml --hashes device=3000000
      revstream plan-capacity --system recommendations --daily 5000000 --shoppers 400000 \\
          --items 60000 --session-events 8
      revstream plan-capacity --daily 5000000 --serve-requests-per-s 600
    """
    requests = None if serve_requests_per_s is None else Decimal(f"{serve_requests_per_s:g}")
    peak_factor = Decimal(f"{peak:g}")
    load = _load(system, daily, peak_factor, of_system)
    config = None if stack is None else read_stack_file(folder, stack)
    region = region or (config.region if config else _DEFAULT_REGION)
    price_list = shipped_prices()
    prices, read_on = price_list.of(region), price_list.read_on.isoformat()
    planned = plan(load, regions, prices, requests)
    answer = plan_as_json(planned, region, read_on)
    lines = list(report_lines(planned, region, read_on))
    warned: list[str] = []
    if config is not None:
        bill = bill_of(configured_capacity(config, load, requests), load, prices)
        warned = warnings(config, load, bill, requests)
        answer["stack"] = stack_as_json(str(stack), bill, warned)
        lines += _stack_lines(str(stack), config, bill, warned)
    click.echo(json.dumps(answer) if as_json else "\n".join(lines))
    if chart is not None:
        share = planned.provisioned.assumed_usd / planned.provisioned.total_usd
        subtitle = (
            f"{region}, peak {peak_factor} times the mean, prices of {read_on},"
            f" {share:.0%} of the cost at {load.daily:,} a day by assumed prices"
        )
        _draw(chart, load, prices, subtitle)
    if warned:
        sys.exit(_WARNED_EXIT)


def _load(
    system: str, daily: int, peak: Decimal, options: Mapping[str, Any]
) -> Load | ShoppingLoad:
    """The load of a system, by the options that are its own.

    Raises:
        UsageError: one is another system's.
    """
    others = [
        f"--{name.replace('_', '-')}"
        for name, usual in _OF[_FRAUD if system == _RECOMMENDATIONS else _RECOMMENDATIONS].items()
        if options[name] != usual
    ]
    if others:
        raise click.UsageError(f"{', '.join(others)}: none is expected with --system {system}")
    if system == _RECOMMENDATIONS:
        length = options["session_events"]
        sessions = {} if length is None else {"session_events": Decimal(f"{length:g}")}
        return ShoppingLoad.of(daily, peak, options["shoppers"], options["items"], **sessions)
    load = Load.of(daily, peak, options["cards"], options["merchants"])
    decided_by = (options["rules"], options["model"])
    return _by_definitions(load, options["definitions"], decided_by, options["hashes"])


def _by_definitions(
    load: Load, path: str | None, decided_by: tuple[str, str], hashes: tuple[str, ...]
) -> Load:
    """The load by the definitions of a file, decided by its rules and model."""
    if path is None:
        if hashes or decided_by != (_DEFAULT, _DEFAULT):
            raise click.UsageError("--rules, --model, --hashes: expected with --definitions")
        return load
    # What it takes is slow to import, and not where only stacks are looked after.
    from cli.capacity.definition_footprint import measured_footprint  # noqa: PLC0415

    return replace(load, footprint=_held(load, measured_footprint(path, *decided_by), hashes))


def _held(load: Load, footprint: Footprint, hashes: tuple[str, ...]) -> Footprint:
    """The footprint with the numbers of hashes that are given."""
    per_card = dict(footprint.hashes_per_card)
    for entry in hashes:
        name, _, number = entry.partition("=")
        if name not in per_card or not number.isdecimal():
            expected = ", ".join(f"{one}=NUMBER" for one in per_card) or "none: it has no others"
            raise click.BadParameter(f"{entry!r}, expected {expected}", param_hint="--hashes")
        per_card[name] = Decimal(number) / load.cards
    return replace(footprint, hashes_per_card=per_card)


def _stack_lines(stack: str, config: StackConfig, bill: Bill, warned: list[str]) -> Iterator[str]:
    yield ""
    yield from bill_table(f"Stack {stack} as configured", bill.lines)
    budget = config.budget_usd_per_month
    limit = "has no budget" if budget is None else f"has a budget of USD {budget:,} a month"
    yield f"stack {stack} costs USD {bill.total_usd:,.2f} a month and {limit}"
    if bill.assumed_usd:
        share = bill.assumed_usd / bill.total_usd
        yield f"{share:.0%} of that are assumed prices (*): see the AWS Pricing Calculator"
    for warning in warned:
        yield f"warning: {warning}"
    if not warned:
        yield "it carries this load"


def _draw(path: Path, load: Load | ShoppingLoad, prices: RegionPrices, subtitle: str) -> None:
    """The chart of loads that are like `load`: as many cards and merchants, say, a payment."""
    from capacity.chart import draw_chart  # noqa: PLC0415 - matplotlib is slow and not everywhere

    draw_chart(path, lambda daily: plan(load.scaled(daily), 1, prices), subtitle, load.events)
