"""The options that describe shopping events and a catalogue, for every command that reads them.

::

    @click.command()
    @click.option("--events", ...)
    @click.option("--items", ...)
    @shopping_options
    def command(shopping: ShoppingOptions, events: Path, items: Path | None) -> None:
        given = shopping.of(events, items).under(definitions)
        for line in shopping_lines(given).events: ...
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from time import time_ns
from typing import Any, Final

import click

from cli.options.mapping_options import SHOPPING_OPTIONS, said_by, with_options
from datasets.own.description import Description
from datasets.own.mapping_file import read_shopping_mapping
from datasets.own.said import Said
from datasets.own.shopping import EVENTS, ITEMS
from datasets.own.shopping_reading import read_shopping
from datasets.shop_records import ShopRecords
from features.recommendations.wire_contract import shopping_contract
from features.shared.definitions.model import Definitions

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class ShoppingOptions:
    """How events and a catalogue are to be read.

    Attributes:
        events: of the events; no inputs where a command has none.
        items: the same of the catalogue.
    """

    events: Description
    items: Description

    def of(self, *events: Path, items: Path | None = None) -> "ShoppingOptions":
        """The same for these files or folders."""
        catalogue = () if items is None else (items,)
        return ShoppingOptions(
            replace(self.events, inputs=events), replace(self.items, inputs=catalogue)
        )

    def under(self, definitions: Definitions) -> "ShoppingOptions":
        """The input with the own fields of `definitions`, its prices compared as they say.

        Raises:
            RatesError: the rates cannot be used.
        """
        contract = shopping_contract(definitions)
        return ShoppingOptions(
            replace(self.events, contract=contract),
            replace(self.items, contract=replace(contract, fields=())),
        )


def shopping_options(function: Command) -> Command:
    """Add the options that say how a file is to be read; `function` gets them as `shopping`."""

    @wraps(function)
    def with_shopping(**given: Any) -> None:  # noqa: ANN401 - of the command itself, too
        function(shopping=shopping_options_of(given), **given)

    return with_options(with_shopping, SHOPPING_OPTIONS)


_ONLY_OF_PAYMENTS: Final = {"labels": "--labels", "label_delay_ms": "--label-delay"}


def shopping_options_of(given: dict[str, Any]) -> ShoppingOptions:
    """The input that the options say; they are taken out of `given`.

    Raises:
        click.UsageError: an option is about payments.
        ValueError: the mapping file cannot be used.
    """
    names = {**_ONLY_OF_PAYMENTS, "mapping": "--mapping"}
    of_payments = [name for key, name in names.items() if given.pop(key, None) is not None]
    if of_payments:
        raise click.UsageError(f"{', '.join(of_payments)}: about payments, not shopping events")
    events, items = said_by(given), Said()
    path = given.pop("mapping_file")
    if path is not None:
        events_said, items = read_shopping_mapping(path)
        events = events.over(events_said)
    lenient = {
        "skip_faulty": given.pop("skip_faulty"),
        "card_numbers": given.pop("card_numbers") == "accept",
    }
    catalogue = given.pop("items_path", None)
    return ShoppingOptions(
        events.description(given.pop("inputs", ()), layout=EVENTS, **lenient),
        items.description(() if catalogue is None else (catalogue,), layout=ITEMS, **lenient),
    )


def read_shop(
    description: Description, *, now_ms: int | None = None, show_progress: bool = True
) -> ShopRecords:
    """The records that one of the descriptions describes; progress goes to a terminal's stderr.

    Args:
        description: of events or of a catalogue, with inputs.
        now_ms: event times more than five minutes after it are faults; the clock's if None.
        show_progress: False where nothing but faults may be printed.

    Raises:
        ValueError: the input is not usable; `cli.main` prints it and ends with exit code 2.
    """
    now_ms = time_ns() // 1_000_000 if now_ms is None else now_ms
    if not (show_progress and sys.stderr.isatty()):
        return read_shopping(description, now_ms)

    def show(rows: int) -> None:
        click.echo(f"\r{rows} rows read", nl=False, err=True)

    try:
        return read_shopping(description, now_ms, show)
    finally:
        click.echo(err=True)
