"""`revstream train`: a model from past payments, into a registry."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from cli.options.cost_options import cost_options, costs_and_limits
from cli.options.path_types import OUTPUT_FOLDER
from cli.options.period_options import DURATION, TIME
from cli.options.seed_type import SEED
from cli.train.period import TrainPeriod, train_period
from cli.train.training_table import TableSource, table_options, training_table
from events.shared.time_units import DAY_MS
from models.fraud.training.export import ParityError
from models.fraud.training.publication import Order, Published, publish
from models.fraud.training.registry import Registry
from models.fraud.training.settings import TrainSettings
from models.shared.training.learners import LEARNERS


def _learners(text: str) -> tuple[str, ...]:
    """Names separated by commas, each of a learner."""
    names = tuple(name.strip() for name in text.split(","))
    unknown = [name for name in names if name not in LEARNERS]
    if unknown:
        raise click.BadParameter(
            f"{', '.join(unknown)}: some of {', '.join(LEARNERS)} are expected"
        )
    return names


@click.command()
@table_options
@click.option(
    "--registry",
    required=True,
    type=OUTPUT_FOLDER,
    help="Folder of models; made if need be.",
)
@click.option("--name", default="fraud", show_default=True, help="Of the model in the registry.")
@click.option("--train-from", "from_ms", type=TIME, help="First event time.  [default: all]")
@click.option(
    "--train-to",
    "to_ms",
    type=TIME,
    help="Event time to end before.  [default: what --leave-out leaves]",
)
@click.option(
    "--leave-out",
    "leave_out_ms",
    type=DURATION,
    help="Of the end of the history, to test on; 0d for nothing.  [default: the feedback delay and"
    " 7d, at most a quarter of the history]",
)
@click.option(
    "--known-at",
    "known_at_ms",
    type=TIME,
    help="Labels reported later are not seen.  [default: the end of the period and the feedback"
    " delay of the training set]",
)
@click.option(
    "--maturity",
    "maturity_ms",
    type=DURATION,
    help="Age at which a payment without a label is genuine.  [default: the feedback delay]",
)
@click.option(
    "--learners",
    type=_learners,
    metavar="NAME,...",
    default=",".join(LEARNERS),
    show_default=True,
    help="That compete, separated by commas.",
)
@click.option(
    "--seed",
    type=SEED,
    default=TrainSettings().seed,
    show_default=True,
    help="Of everything that is drawn.",
)
@cost_options
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(  # noqa: PLR0913 - an argument an option
    *,
    source: TableSource,
    registry: Path,
    name: str,
    from_ms: int | None,
    to_ms: int | None,
    leave_out_ms: int | None,
    known_at_ms: int | None,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - click's values
) -> None:
    """Train a model on past payments and put it into a registry.

    Without --train-to the end of the history is left out, so that the model can be tested on it.
    Features are selected, learners tuned, scores calibrated and thresholds chosen within the
    period only. The exit code is 1 if the exported model scores any payment otherwise than the
    trained one. `revstream run fraud --set decision.model=REGISTRY/NAME/VERSION` uses the model.

    \b
    Examples:
      revstream train --trainset trainset --registry registry
      revstream train --input payments.jsonl --labels labels.jsonl --registry registry
      revstream train --trainset trainset --registry registry --train-from 2018-07-25 \\
          --train-to 2018-08-01 --reviews-per-day 100
    """
    table = training_table(source, show_progress=not as_json)
    if to_ms is not None and leave_out_ms is not None:
        raise click.UsageError("--train-to and --leave-out: one of them is expected, not both")
    chosen = train_period(table, from_ms, to_ms, leave_out_ms)
    period = chosen.period
    for line in chosen.said():
        _progress(line)
    if known_at_ms is None:
        known_at_ms = period.to_ms + table.feedback_delay_ms
    costs, limits = costs_and_limits(given)
    settings = TrainSettings(
        learners=given["learners"],
        seed=given["seed"],
        maturity_ms=given["maturity_ms"],
        costs=costs,
        limits=limits,
    )
    order = Order(name, period, known_at_ms, settings)
    try:
        published = publish(table, order, Registry(registry), _progress)
    except ParityError as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        json.dumps(_result(published, chosen))
        if as_json
        else "\n".join(_summary(published, chosen, source.trainset))
    )


def _progress(line: str) -> None:
    click.echo(f"train: {line}", err=True)


def _result(published: Published, chosen: TrainPeriod) -> dict[str, Any]:
    model = published.model
    return {
        "directory": str(published.directory),
        "version": published.version,
        "learner": model.kind,
        "period": asdict(chosen.period),
        "left_out": None if chosen.test is None else asdict(chosen.test),
        "left_out_payments": chosen.test_payments,
        "payments": model.report.rows,
        "frauds": model.report.frauds,
        "features": list(model.features),
        "flag": model.thresholds.flag,
        "block": model.thresholds.block,
        "measured": model.report.measured,
        "notes": list(model.report.notes),
    }


def _summary(published: Published, chosen: TrainPeriod, trainset: Path | None) -> Iterator[str]:
    model = published.model
    measured = model.report.measured
    yield f"{published.directory}: {model.kind}, {len(model.features)} features"
    yield (
        f"on later days of the period: average precision {measured['average_precision']:.3f},"
        f" {measured['detection_flag']:.1%} of the frauds and"
        f" {measured['false_positives_flag']:.2%} of the genuine payments flagged or blocked"
    )
    yield f"flag from {model.thresholds.flag}, block from {model.thresholds.block}"
    for note in model.report.notes:
        yield f"note: {note}"
    yield from chosen.said()
    if chosen.test is not None:
        days = f"{chosen.feedback_delay_ms / DAY_MS:g}"
        options = ["--model", str(published.directory), "--maturity-days", days]
        if trainset is None:
            yield f"test it on the same input, described as here: {_backtest(options)}"
        else:
            stored = ["--trainset", str(trainset), *options]
            yield f"test it on the same history: {_backtest(stored)}"


def _backtest(options: list[str]) -> str:
    return shlex.join(["revstream", "backtest", *options])
