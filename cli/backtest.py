"""`revstream backtest`: history decided by a model and rules, as the job would have decided it."""

import json
from pathlib import Path
from time import perf_counter_ns

import click

from backtest.backtest import run_backtest
from backtest.changes_file import write_changes
from backtest.json_form import json_form
from backtest.report.page import page
from backtest.setting import load_setting
from backtest.summary import summary
from backtest.training_period import training_period
from cli.options.history_options import HistoryOptions, history_options, show_stage
from cli.options.path_types import INPUT_FILE, INPUT_FOLDER, OUTPUT_FILE
from cli.train.training_table import TableSource, table_options, training_table
from models.fraud.shipped_model import SHIPPED_MODEL


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
@history_options
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
    history: HistoryOptions,
    report: Path,
    changes: Path | None,
    as_json: bool,
) -> None:
    """Decide history again: money saved, good customers blocked, review load, changed decisions.

    Without --from and --to, everything after the model's training period is decided, or the whole
    history where that period is not known or is all of it.

    \b
    Examples:
      revstream backtest --trainset out/trainset --model registry/fraud/2
      revstream backtest --trainset out/trainset --rules candidate.yaml --changes changes.csv
      revstream backtest --trainset out/trainset --model registry/fraud/2 \\
          --current-model registry/fraud/1 --from 2025-03-01 --to 2025-04-01 --json
    """
    table = training_table(source, show_progress=not as_json)
    trained = training_period(SHIPPED_MODEL if model is None else model)
    candidate = load_setting(model, rules, table.definitions)
    current = load_setting(current_model, current_rules, table.definitions)
    question = history.question(table, trained, candidate, current)
    found = run_backtest(question, history.truth_of(table), perf_counter_ns, show_stage)
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(page(found), encoding="utf-8")
    if changes is not None:
        changes.parent.mkdir(parents=True, exist_ok=True)
        write_changes(found.comparison.all(), changes)
    if as_json:
        click.echo(json.dumps(json_form(found)))
    else:
        click.echo(f"{summary(found)}\nreport  {report}")
