"""`revstream evaluate`: how good the model is that `revstream train` would make."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter_ns
from typing import Any, Final

import click
import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from cli.options.cost_options import cost_options, costs_and_limits
from cli.options.path_types import OUTPUT_FILE
from cli.options.period_options import DURATION, TIME
from cli.options.seed_type import SEED
from cli.train.training_table import TableSource, table_options, training_table
from events.shared.time_units import DAY_MS
from models.fraud.evaluation.evaluation import CARDS_CHECKED_A_DAY, Evaluation, Settings, evaluate
from models.fraud.evaluation.exported import exported_latency
from models.fraud.evaluation.latency import Latency
from models.fraud.evaluation.picture import draw_days, draw_weeks
from models.fraud.evaluation.prequential import prequential, weeks_of
from models.fraud.evaluation.presentation import show_evaluation, show_prequential
from models.fraud.evaluation.protocol import Periods
from models.fraud.evaluation.summary import evaluation_json, prequential_json
from models.fraud.training.export import ParityError
from models.fraud.training.fit import fit
from models.fraud.training.fitted_model import FittedModel
from models.fraud.training.settings import TrainSettings
from models.shared.evaluation.resampling import Resampling
from models.shared.training.learners import LEARNERS
from models.shared.training.period import Period
from trainset.table import TrainingTable

_WEEK: Final = "7d"
_WEEK_MS: Final = 7 * DAY_MS
_WIDTH: Final = 130


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the options ask for, beside the periods."""

    settings: Settings
    training: TrainSettings
    plot: Path | None
    as_json: bool


@click.command()
@table_options
@click.option("--train-from", required=True, type=TIME, help="First event time to train on.")
@click.option("--train-to", required=True, type=TIME, help="Event time to end training before.")
@click.option(
    "--delay",
    "delay_ms",
    type=DURATION,
    default=_WEEK,
    show_default=True,
    help="Time until a fraud is known; also the age at which a payment without a label is genuine.",
)
@click.option(
    "--test-from",
    type=TIME,
    help="First event time to test on; its time of day begins every test day.  [default: the end"
    " of the training and the delay]",
)
@click.option(
    "--test-to", type=TIME, help="Event time to end the test before.  [default: 7 days later]"
)
@click.option("--prequential", "moving", is_flag=True, help="Repeat it over moving weeks.")
@click.option(
    "--step", "step_ms", type=DURATION, default=_WEEK, show_default=True, help="Between two weeks."
)
@click.option(
    "--weeks", type=click.IntRange(1), default=4, show_default=True, help="How many weeks."
)
@click.option(
    "--k",
    type=click.IntRange(1),
    default=CARDS_CHECKED_A_DAY,
    show_default=True,
    help="Cards that are checked a day, for card precision.",
)
@click.option("--no-baselines", is_flag=True, help="Leave out the simpler models beside it.")
@click.option(
    "--resamples",
    type=click.IntRange(2),
    default=Resampling().resamples,
    show_default=True,
    help="Of the bootstrap intervals.",
)
@click.option(
    "--learners",
    metavar="NAME,...",
    default=",".join(LEARNERS),
    show_default=True,
    help="That compete to be the model, separated by commas.",
)
@click.option("--seed", type=SEED, default=TrainSettings().seed, show_default=True)
@cost_options
@click.option("--plot", type=OUTPUT_FILE, help="Write a picture, PNG: day by day, or week by week.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    source: TableSource,
    *,
    moving: bool,
    step_ms: int,
    weeks: int,
    **given: Any,  # noqa: ANN401 - click's values
) -> None:
    """Train on one period, test on a later one, and compare with simpler models.

    Between the two lies the delay after which frauds are known. Cards that are known to be
    compromised when a test day begins are left out of that day. A date stands for its midnight,
    UTC; the end of a period is not in it: --train-to 2018-08-01 trains up to the end of July.

    \b
    Examples:
      revstream evaluate --trainset trainset --train-from 2018-07-25 --train-to 2018-08-01
      revstream evaluate --trainset trainset --train-from 2018-07-25 --train-to 2018-08-01 \\
          --delay 7d --test-from 2018-08-08 --test-to 2018-08-15 --json
      revstream evaluate --trainset trainset --train-from 2018-06-01 --train-to 2018-06-08 \\
          --prequential --weeks 8 --no-baselines --plot weeks.png
    """
    wanted, periods = _wanted(given), _periods(given)
    table = training_table(source, show_progress=not wanted.as_json)
    try:
        if moving:
            _show_weeks(table, weeks_of(periods, step_ms, weeks), wanted)
        else:
            _show_one(table, periods, wanted)
    except ParityError as error:
        raise click.ClickException(str(error)) from error


def _wanted(given: dict[str, Any]) -> _Wanted:
    costs, limits = costs_and_limits(given)
    training = TrainSettings(
        learners=tuple(name.strip() for name in given["learners"].split(",")),
        seed=given["seed"],
        maturity_ms=given["delay_ms"],
        costs=costs,
        limits=limits,
    )
    settings = Settings(
        cards_checked=given["k"],
        resampling=Resampling(given["resamples"]),
        baselines=not given["no_baselines"],
    )
    return _Wanted(settings, training, given["plot"], given["as_json"])


def _periods(given: dict[str, Any]) -> Periods:
    train, delay_ms = Period(given["train_from"], given["train_to"]), given["delay_ms"]
    test_from = given["test_from"]
    from_ms = train.to_ms + delay_ms if test_from is None else test_from
    to_ms = from_ms + _WEEK_MS if given["test_to"] is None else given["test_to"]
    return Periods(train, delay_ms, Period(from_ms, to_ms))


def _show_one(table: TrainingTable, periods: Periods, wanted: _Wanted) -> None:
    found = _evaluated(table, periods, wanted, "")
    if wanted.plot is not None:
        draw_days(found, wanted.settings, wanted.plot)
    if wanted.as_json:
        click.echo(json.dumps(evaluation_json(found, wanted.settings)))
    else:
        show_evaluation(_console(), found, wanted.settings)


def _show_weeks(table: TrainingTable, weeks: tuple[Periods, ...], wanted: _Wanted) -> None:
    def one(periods: Periods) -> Evaluation:
        number = weeks.index(periods) + 1
        return _evaluated(table, periods, wanted, f"week {number} of {len(weeks)}: ")

    found = prequential(weeks, one)
    if wanted.plot is not None:
        draw_weeks(found, wanted.settings, wanted.plot)
    if wanted.as_json:
        click.echo(json.dumps(prequential_json(found, wanted.settings)))
    else:
        show_prequential(_console(), found, wanted.settings)


def _evaluated(table: TrainingTable, periods: Periods, wanted: _Wanted, head: str) -> Evaluation:
    progress = _progress(head)

    def trained(table: TrainingTable, period: Period, known_at_ms: int) -> FittedModel:
        return fit(table, period, known_at_ms, wanted.training, progress)

    def timed(model: FittedModel, values: NDArray[np.float64]) -> Latency:
        progress("timing the exported model")
        return exported_latency(model, table.feature_names, values, perf_counter_ns)

    return evaluate(table, periods, trained, wanted.settings, timing=timed, progress=progress)


def _progress(head: str) -> Callable[[str], None]:
    def told(line: str) -> None:
        click.echo(f"evaluate: {head}{line}", err=True)

    return told


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH)
