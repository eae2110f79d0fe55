"""`revstream backtest`: history decided by a model and rules, as the job would have decided it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter_ns

import click

from backtest.changes_file import write_changes
from backtest.decide import Advance
from backtest.json_form import json_form
from backtest.report.page import page
from backtest.run import Question, run_backtest
from backtest.setting import load_setting
from backtest.summary import summary
from backtest.training_period import decided_period, training_period
from backtest.truth import KnownTruth, truth_from_file, truth_from_labels
from cli.path_types import INPUT_FILE, INPUT_FOLDER, OUTPUT_FILE
from cli.period_options import TIME
from cli.training_table import TableSource, table_options, training_table
from features.catalogue import DAY_MS
from models.artifact import SHIPPED_MODEL
from simulator.files import read_truth
from trainset.table import Ints, TrainingTable


@click.command()
@table_options
@click.option("--model", type=INPUT_FOLDER, help="Candidate model; without it, the shipped one.")
@click.option("--rules", type=INPUT_FILE, help="Candidate rules; without it, the shipped ones.")
@click.option(
    "--current-model", type=INPUT_FOLDER, help="Model in force; without it, the shipped one."
)
@click.option(
    "--current-rules", type=INPUT_FILE, help="Rules in force; without it, the shipped ones."
)
@click.option("--from", "from_ms", type=TIME, help="First event time to decide.")
@click.option("--to", "to_ms", type=TIME, help="Event time to end before.")
@click.option(
    "--maturity-days",
    default=30.0,
    show_default=True,
    type=click.FloatRange(0),
    help="Age from which a payment without a label is genuine.",
)
@click.option("--truth", type=INPUT_FILE, help="Truth of a simulation, instead of the labels.")
@click.option(
    "--report",
    default=Path("out/backtest.html"),
    show_default=True,
    type=OUTPUT_FILE,
    help="The report, one HTML file.",
)
@click.option("--changes", type=OUTPUT_FILE, help="All changed decisions, .csv or JSON Lines.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    source: TableSource,
    model: Path | None,
    rules: Path | None,
    current_model: Path | None,
    current_rules: Path | None,
    from_ms: int | None,
    to_ms: int | None,
    maturity_days: float,
    truth: Path | None,
    report: Path,
    changes: Path | None,
    as_json: bool,
) -> None:
    """Decide history again: money saved, good customers blocked, review load, changed decisions.

    Without --from and --to, everything after the model's training period is decided, or the whole
    history where that period is not known or is all of it.

    \b
    Examples:
      revstream backtest --trainset out/trainset --model models/fraud/2
      revstream backtest --trainset out/trainset --rules candidate.yaml --changes changes.csv
      revstream backtest --trainset out/trainset --model models/fraud/2 \\
          --current-model models/fraud/1 --from 2025-03-01 --to 2025-04-01 --json
    """
    table = training_table(source, show_progress=not as_json)
    trained = training_period(SHIPPED_MODEL if model is None else model)
    question = Question(
        table=table,
        period=decided_period(table, trained, from_ms, to_ms),
        candidate=load_setting(model, rules),
        current=load_setting(current_model, current_rules),
        maturity_ms=round(maturity_days * DAY_MS),
    )
    found = run_backtest(
        question, _truth_of(table, truth, question.maturity_ms), perf_counter_ns, _show_stage
    )
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(page(found), encoding="utf-8")
    if changes is not None:
        changes.parent.mkdir(parents=True, exist_ok=True)
        write_changes(found.comparison.all(), changes)
    if as_json:
        click.echo(json.dumps(json_form(found)))
    else:
        click.echo(f"{summary(found)}\nreport  {report}")


def _truth_of(
    table: TrainingTable, path: Path | None, maturity_ms: int
) -> Callable[[Ints], KnownTruth]:
    if path is None:
        return lambda rows: truth_from_labels(table, rows, maturity_ms)
    truths = read_truth(path)
    return lambda rows: truth_from_file(table, rows, truths, path.name)


def _show_stage(name: str, steps: int) -> Advance:
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
