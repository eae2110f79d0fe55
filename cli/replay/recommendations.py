"""`revstream replay --system recommendations`: lists and features of a file, without Flink."""

import json
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import click

from cli.inputs.shopping_input import ShoppingHistory, shopping_input
from cli.options.path_types import OUTPUT_FILE
from events.shared.json_records import encode
from models.recommendations.replayed_lists import ListReplay


@click.command()
@shopping_input
@click.option("--lists", type=OUTPUT_FILE, help="Lists, as the job writes them.")
@click.option("--features", type=OUTPUT_FILE, help="Feature updates, as the job writes them.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(
    *, history: ShoppingHistory, lists: Path | None, features: Path | None, as_json: bool
) -> None:
    """Make the lists of every event, by the same code as the job, without Flink.

    A list is written when it changed. It says nothing of how long anything took, and `replay` is
    the version of its job.

    \b
    Examples:
      revstream replay --system recommendations --events events.jsonl --items items.jsonl \\
          --lists lists.jsonl
      revstream replay --system recommendations --events events.jsonl --features features.jsonl \\
          --set lists.ranker=ranker --json
    """
    for given in (lists, features):
        if given is not None and any(_is_same(given, read) for read in _read(history)):
            raise click.UsageError(f"{given}: is read, and would be overwritten")
    replay = ListReplay(history.replayer(), history.list_maker())
    written: Counter[str] = Counter()
    with ExitStack() as files:
        to_lists, to_features = (
            None if path is None else files.enter_context(path.open("wb"))
            for path in (lists, features)
        )
        for record in history.shown_records("replay", shown=not as_json):
            made = replay.feed(record)
            if made is None:
                continue
            if made.changed is not None:
                written["lists"] += 1
                if to_lists is not None:
                    to_lists.write(encode(made.changed) + b"\n")
            written["features"] += len(made.updates)
            if to_features is not None:
                to_features.writelines(encode(update) + b"\n" for update in made.updates)
    history.refuse_if_empty()
    if as_json:
        click.echo(json.dumps({**history.said_counts(), "kinds": replay.kinds, **written}))
        return
    click.echo("\n".join(history.notes()), nl=any(history.notes()))
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in replay.kinds.most_common())
    click.echo(
        f"{history.counts.records:,} records: {kinds}; {written['lists']:,} lists,"
        f" {written['features']:,} feature updates"
    )


def _read(history: ShoppingHistory) -> list[Path]:
    return [path for path in (history.events, history.items) if path is not None]


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and one.samefile(other)
