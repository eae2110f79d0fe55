"""`revstream train-recommender`: a ranker from a history of shopping events."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from cli.inputs.shopping_input import ShoppingHistory, event_times_ms, shopping_input
from cli.options.path_types import OUTPUT_FOLDER
from cli.options.period_options import TIME
from cli.options.seed_type import SEED
from jobs.shared.version import job_version
from models.recommendations.evaluation.measured import Measure, Measured
from models.recommendations.evaluation.packed_lists import Ints
from models.recommendations.training.drawn_shoppers import share_for
from models.recommendations.training.fit import ParityError
from models.recommendations.training.held_out import HeldOut
from models.recommendations.training.publication import Order, PublishedRanker, publish_ranker
from models.recommendations.training.settings import RankerSettings
from models.recommendations.training.split import Split, split_at, split_by_share
from models.shared.evaluation.resampling import Resampling

_DEFAULTS: Final = RankerSettings()
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
"""Of a ranker or its version: both stand in lists and reports."""
_SHARE: Final = click.FloatRange(0, 0.9)


def _checked_name(_: click.Context, param: click.Parameter, value: str) -> str:
    if not _NAME.fullmatch(value):
        expectation = "lower-case letters, digits, ., - and _ expected, at most 64"
        raise click.BadParameter(f"{value!r}: {expectation}", param=param)
    return value


@click.command()
@shopping_input
@click.option(
    "--output", required=True, type=OUTPUT_FOLDER, help="Folder of the ranker; a new one."
)
@click.option("--table", type=OUTPUT_FOLDER, help="Writes the training table there, Parquet.")
@click.option(
    "--name", default="ranker", show_default=True, callback=_checked_name, help="Of the ranker."
)
@click.option(
    "--version", default="1", show_default=True, callback=_checked_name, help="Of the ranker."
)
@click.option(
    "--from-share",
    type=_SHARE,
    default=_DEFAULTS.from_share,
    show_default=True,
    help="Share of what is not held out that only fills the states.",
)
@click.option(
    "--held-out",
    "held_out_share",
    type=_SHARE,
    default=0.15,
    show_default=True,
    help="Share of the events, the last ones, that nothing is learned from.",
)
@click.option(
    "--train-until", "until_ms", type=TIME, help="Hold out from there on, instead of a share."
)
@click.option(
    "--lists",
    default=_DEFAULTS.lists,
    show_default=True,
    type=click.IntRange(100, 1_000_000),
    help="Lists to learn from, about; a thousand take about 20 MB.",
)
@click.option(
    "--trees", default=_DEFAULTS.trees, show_default=True, type=click.IntRange(1), help="At most."
)
@click.option(
    "--leaves",
    default=_DEFAULTS.leaves,
    show_default=True,
    type=click.IntRange(2, 255),
    help="Of a tree.",
)
@click.option(
    "--seed", type=SEED, default=_DEFAULTS.seed, show_default=True, help="Of all that is drawn."
)
@click.option(
    "--k", default=20, show_default=True, type=click.IntRange(1, 90), help="Places that count."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, nothing else.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    history: ShoppingHistory,
    output: Path,
    table: Path | None,
    name: str,
    version: str,
    from_share: float,
    held_out_share: float,
    until_ms: int | None,
    lists: int,
    trees: int,
    leaves: int,
    seed: int,
    k: int,
    as_json: bool,
) -> None:
    """Train the ranker that orders candidates, on events as they arrived.

    The history goes through the states of the job. Each list is made as it would have been made
    at its event, and learns which of its candidates came next. The first part of the history only
    fills the states, the last is held out: the ranker is measured on its lists, beside the rough
    score by which candidates are chosen. The same input gives the same bytes.

    `revstream run recommendations --set lists.ranker=FOLDER` uses the ranker. Broken lines are
    left out and counted. The exit code is 1 if the exported graph scores otherwise than the trees.

    \b
    Examples:
      revstream simulate-shoppers --folder shop
      revstream train-recommender --events shop/events.jsonl --items shop/items.jsonl \\
          --output ranker
      revstream train-recommender --events events.jsonl --output ranker --table table --json
      revstream train-recommender --events events.jsonl --output ranker \\
          --train-until 2026-03-01 --definitions own.yaml --set time.session_gap_ms=3600000
    """
    times_ms = event_times_ms(history)
    history.refuse_if_empty()
    split = (
        split_by_share(times_ms, from_share, held_out_share)
        if until_ms is None
        else split_at(times_ms, from_share, until_ms)
    )
    settings = RankerSettings(
        lists=lists, from_share=from_share, trees=trees, leaves=leaves, seed=seed
    )
    order = Order(
        name=name,
        version=version,
        plan=history.plan,
        limits=history.settings.limits,
        split=split,
        shopper_share=_shopper_share(times_ms, split, lists),
        settings=settings,
        measure=Measure(k, Resampling(resamples=1000, seed=seed)),
        inputs=history.sha256(),
        code_version=job_version(),
        table=table,
    )
    records = history.shown_records("train", shown=not as_json)
    try:
        published = publish_ranker(records, order, output, _progress)
    except ParityError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(_result(published, history, output)))
    else:
        click.echo("\n".join(_summary(published, history, output, table)))


def _shopper_share(times_ms: Ints, split: Split, lists: int) -> float:
    learned = (times_ms >= split.from_ms) & (times_ms < split.held_out_ms)
    return share_for(lists, int(learned.sum()))


def _progress(line: str) -> None:
    click.echo(f"train-recommender: {line}", err=True)


def _result(published: PublishedRanker, history: ShoppingHistory, output: Path) -> dict[str, Any]:
    return {
        "directory": str(output),
        "sha256": published.artifact.manifest.sha256,
        **history.said_counts(),
        **msgspec.to_builtins(published.report),
        "lineage": msgspec.to_builtins(published.lineage),
    }


def _summary(
    published: PublishedRanker, history: ShoppingHistory, output: Path, table: Path | None
) -> Iterator[str]:
    report, split = published.report, published.lineage.split
    yield from history.notes()
    yield (
        f"{output}: {report.trees} trees over {len(published.artifact.manifest.features)} inputs,"
        f" {len(published.artifact.onnx_bytes) / 1024:,.0f} KiB, from {report.lists:,} lists of"
        f" {_day(split.from_ms)} to {_day(split.held_out_ms)} UTC; in {report.missed:,} more the"
        " next item was no candidate"
    )
    if table is not None:
        yield f"{table}: every candidate of these lists and of those held out, with its inputs"
    yield from ("nothing is held out",) if report.held_out is None else _figures(report.held_out)


def _figures(held_out: HeldOut) -> Iterator[str]:
    yield (
        f"held out: {held_out.lists:,} lists of {held_out.shoppers:,} shoppers, in"
        f" {held_out.candidate_recall:.1%} of which the next item was a candidate"
    )
    yield f"{'':14}{f'HR@{held_out.k}':>24}{f'MRR@{held_out.k}':>24}"
    for name, one in (("ranker", held_out.ranker), ("rough score", held_out.rough)):
        yield f"{name:14}{_figure(one, 'hit_rate'):>24}{_figure(one, 'mrr'):>24}"
    better = held_out.against_rough["mrr"]
    low, high = better.difference_interval.low, better.difference_interval.high
    if low is not None and high is not None:
        yield (
            f"MRR of the ranker less that of the rough score: {better.difference:+.4f}"
            f" ({low:+.4f} to {high:+.4f})"
        )


def _figure(measured: Measured, name: str) -> str:
    interval = measured.intervals[name]
    mean = getattr(measured, name)
    if interval.low is None or interval.high is None:
        return f"{mean:.4f}"
    return f"{mean:.4f} ({interval.low:.4f}-{interval.high:.4f})"


def _day(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000, UTC).date().isoformat()
