"""Which part of a history is decided again, and where its truth comes from, as options."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from math import isnan
from pathlib import Path
from typing import Any

import click

from backtest.decide import Advance
from backtest.decided import Question
from backtest.setting import Setting
from backtest.training_period import TrainingPeriod, decided_period
from backtest.truth import KnownTruth, truth_from_file, truth_from_labels
from cli.options.path_types import INPUT_FILE
from cli.options.period_options import TIME
from events.shared.time_units import DAY_MS
from simulator.files import read_truth
from trainset.table import Ints, TrainingTable

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class HistoryOptions:
    """What was asked for.

    Attributes:
        from_ms: first event time to decide, None for what follows from the model.
        to_ms: event time to end before, None for the end of the history.
        maturity_ms: age from which a payment without a label is genuine.
        truth: file with the truth of a simulation; None for the labels.
    """

    from_ms: int | None
    to_ms: int | None
    maturity_ms: int
    truth: Path | None

    def question(
        self,
        table: TrainingTable,
        trained: TrainingPeriod | None,
        candidate: Setting,
        current: Setting,
    ) -> Question:
        """The question about two settings, of which the candidate's model was trained so.

        Raises:
            ValueError: no payment of the table is in the period.
        """
        period = decided_period(table, trained, self.from_ms, self.to_ms)
        return Question(table, period, candidate, current, self.maturity_ms)

    def truth_of(self, table: TrainingTable) -> Callable[[Ints], KnownTruth]:
        """What tells the truth about rows of the table.

        Raises:
            ValueError: the file of the truth cannot be read.
        """
        path = self.truth
        if path is None:
            return lambda rows: truth_from_labels(table, rows, self.maturity_ms)
        try:
            truths = read_truth(path)
        except ValueError as error:
            raise ValueError(f"--truth: {path} is no truth of a simulation ({error})") from error
        return lambda rows: truth_from_file(table, rows, truths, path.name)


def history_options(function: Command) -> Command:
    """Add the options; `function` gets them as `history`."""

    @wraps(function)
    def with_history(
        *,
        from_ms: int | None,
        to_ms: int | None,
        maturity_days: float,
        truth: Path | None,
        **others: Any,  # noqa: ANN401 - of the command itself
    ) -> None:
        if isnan(maturity_days):
            raise click.BadParameter(
                "nan: a number of days is expected", param_hint="--maturity-days"
            )
        maturity_ms = round(maturity_days * DAY_MS)
        function(history=HistoryOptions(from_ms, to_ms, maturity_ms, truth), **others)

    command: Command = with_history
    for option in (
        click.option("--truth", type=INPUT_FILE, help="Truth of a simulation, not the labels."),
        click.option(
            "--maturity-days",
            default=30.0,
            show_default=True,
            type=click.FloatRange(0, 36_500),
            help="Age from which a payment without a label is genuine.",
        ),
        click.option("--to", "to_ms", type=TIME, help="Event time to end before."),
        click.option("--from", "from_ms", type=TIME, help="First event time to decide."),
    ):
        command = option(command)
    return command


def show_stage(name: str, steps: int) -> Advance:
    """Says on stderr that a stage begins and, on a terminal, how far it is."""
    click.echo(name, err=True)
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        if sys.stderr.isatty():
            end = "\n" if done >= steps else ""
            click.echo(f"\r  {done:,} of {steps:,}{end}", nl=False, err=True)

    return advance
