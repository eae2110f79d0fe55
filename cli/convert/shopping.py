"""What `revstream convert` does with shopping events and a catalogue."""

import json
from pathlib import Path

import click

from cli.options.input_options import refuse_to_overwrite
from cli.options.shopping_options import ShoppingOptions, read_shop
from datasets.own.description import Description
from datasets.own.wire_file import write_lines
from datasets.shop_records import ShopRecords
from features.recommendations.definitions import load_definitions


def convert_shopping(
    given: ShoppingOptions,
    path: str,
    output: Path | None,
    items_output: Path | None,
    *,
    as_json: bool,
) -> None:
    """Write events to `output` and items to `items_output`, and say how many.

    Args:
        given: events, a catalogue or both.
        path: of a definition file, or the shipped one.
        output: for events, None without.
        items_output: for items, None without.
        as_json: whether the counts are printed as JSON.

    Raises:
        click.UsageError: there is an input without an output, or the other way round.
        ValueError: an input is not usable.
    """
    given = given.under(load_definitions(path))
    pairs = (
        ("events", given.events, output, "--output"),
        ("items", given.items, items_output, "--items-output"),
    )
    for many, described, target, name in pairs:
        if described.inputs and target is None:
            raise click.UsageError(f"{name}: a file for the {many} is expected")
        if target is not None and not described.inputs:
            raise click.UsageError(f"{name}: there are no {many} to write")
        refuse_to_overwrite(described, output, items_output)
    said: dict[str, ShopRecords] = {
        many: _written(described, target, show_progress=not as_json)
        for many, described, target, _ in pairs
        if target is not None
    }
    if as_json:
        click.echo(json.dumps({many: _json(read) for many, read in said.items()}))
        return
    for many, read in said.items():
        for note in read.notes:
            click.echo(f"note: {many}: {note}", err=True)
        counts = read.counts
        links = f" ({len(read.links):,} of them links)" if read.links else ""
        click.echo(
            f"{read.count:,} {many}{links}, {counts.faulty:,} faulty rows,"
            f" {counts.left_out:,} left out"
        )


def _written(described: Description, target: Path, *, show_progress: bool) -> ShopRecords:
    read = read_shop(described, show_progress=show_progress)
    write_lines(read.records, target)
    return read


def _json(read: ShopRecords) -> dict[str, object]:
    return {
        "records": read.count,
        "links": len(read.links),
        "faulty": read.counts.faulty,
        "left_out": read.counts.left_out,
        "notes": list(read.notes),
    }
