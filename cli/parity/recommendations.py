"""`revstream parity --system recommendations`: what a job or a training wrote against a replay."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import msgspec

from cli.inputs.shopping_input import ShoppingHistory, shopping_input
from cli.options.path_types import INPUT_FILE, INPUT_FOLDER
from jobs.shared.line_files import lines_of
from models.recommendations.parity.join import Join
from models.recommendations.parity.parity import ShoppingParity, Sides, compare
from models.recommendations.parity.rows import (
    compare_lists,
    compare_updates,
    list_rows,
    update_rows,
)
from models.recommendations.parity.table_lists import TableLists
from models.recommendations.parity.tally import Compared
from models.recommendations.recommender import input_names

_DIFFERENT_EXIT: Final = 1


@click.command()
@shopping_input
@click.option("--lists", type=INPUT_FILE, help="lists.jsonl of the job.")
@click.option("--features", type=INPUT_FILE, help="features.jsonl of the job.")
@click.option("--table", type=INPUT_FOLDER, help="Training table of `train-recommender`.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(
    *,
    history: ShoppingHistory,
    lists: Path | None,
    features: Path | None,
    table: Path | None,
    as_json: bool,
) -> None:
    """Replay a history and compare, value for value, what a job or a training made of it.

    Lists are compared place by place, by item, score, source and reason; features by entity and
    event; a training table by candidate, label and input. The job must have had the same input and
    the settings that --settings and --set name, and a parallelism of 1. Exit code 1 if any value
    differs or a row is on one side only. A table may have the lists of some shoppers alone.

    \b
    Examples:
      revstream run recommendations --source file:events.jsonl --items file:items.jsonl \\
          --sink file:OUT
      revstream parity --system recommendations --events events.jsonl --items items.jsonl \\
          --lists OUT/lists.jsonl --features OUT/features.jsonl
      revstream parity --system recommendations --events events.jsonl --table table --json
    """
    if lists is None and features is None and table is None:
        raise click.UsageError("--lists, --features or --table is expected")
    names = input_names(history.plan.item_names, history.plan.shopper_names)
    sides = Sides(
        None if lists is None else Join(list_rows(lines_of(lists), str(lists)), compare_lists),
        None
        if features is None
        else Join(update_rows(lines_of(features), str(features)), compare_updates),
        None if table is None else TableLists(table, names),
    )
    records = history.shown_records("parity", shown=not as_json)
    parity = compare(records, history.replayer(), history.list_maker(), sides)
    if as_json:
        compared = {
            name: {"holds": one.holds, **msgspec.to_builtins(one)}
            for name, one in parity.compared.items()
        }
        click.echo(json.dumps({"holds": parity.holds, **compared, "kinds": parity.kinds}))
    else:
        click.echo("\n".join([*history.notes(), *_lines(parity)]))
    if not parity.holds:
        sys.exit(_DIFFERENT_EXIT)


def _lines(parity: ShoppingParity) -> Iterator[str]:
    for name, one in parity.compared.items():
        yield from _compared_lines(one)
        mismatches = sum(one.mismatches.values())
        yield (
            f"{name}: {one.rows:,} compared ({one.repeated:,} delivered again), {one.values:,}"
            f" values: {mismatches:,} mismatches; {one.only_in_file:,} only in the file,"
            f" {one.only_in_replay:,} only in the replay"
        )


def _compared_lines(compared: Compared) -> Iterator[str]:
    for name, count in sorted(compared.mismatches.items()):
        largest = compared.largest.get(name)
        by = "" if largest is None else f", by {largest:.6g} at most"
        yield f"  {name}: {count:,} differ{by}"
    for one in compared.examples:
        yield f"  {one.name} of {one.row}: {one.found!r} in the file, {one.replayed!r} replayed"
    yield from (f"  {line}" for line in compared.lone)
