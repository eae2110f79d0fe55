"""`revstream rules`: a rules file checked, and tried on a history, before it is in force."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from backtest.decided import decide_again
from backtest.json_form import decided_form
from backtest.setting import Setting, load_setting
from backtest.training_period import training_period
from backtest.unmatched import unmatched
from cli.options.history_options import HistoryOptions, history_options, show_stage
from cli.options.path_types import INPUT_FOLDER
from cli.options.system_option import BySystem, system_option
from cli.rules.text import checked_lists_text, checked_text, tried_text
from cli.train.training_table import TableSource, table_options, training_table
from features.fraud.definitions import DEFAULT, load_definitions
from models.fraud.rules import load_default_rules, load_fraud_rules, rules_schema
from models.fraud.shipped_model import SHIPPED_MODEL
from models.recommendations.rules.reading import load_list_rules
from models.shared.rules.ruleset import rule_set
from reporting.printable import printable_lines
from trainset.storage import read_table

RULES_FILE: Final = click.Path(path_type=Path)
NO_RULES: Final = rule_set(0, ())
"""The set that `--baseline none` stands for: the model decides every payment."""


@click.group()
def command() -> None:
    """Check a rules file, and try it on a history."""


@click.command()
@click.argument("file", type=RULES_FILE)
@system_option
def check_lists(*, file: Path, system: str) -> None:  # noqa: ARG001 - it is what chose this command
    """Check FILE as the recommendation job would.

    Exit code 2: the file has faults, which are all listed.

    \b
    Example:
      revstream rules check --system recommendations lists.yaml
    """
    click.echo(printable_lines(checked_lists_text(str(file), load_list_rules(file))))


@command.command(cls=BySystem, other=check_lists)
@click.argument("file", type=RULES_FILE)
@system_option
@click.option(
    "--trainset",
    type=INPUT_FOLDER,
    help="Training set whose payments are searched for what the rules look for.",
)
@click.option(
    "--definitions",
    metavar="FILE|default",
    help="A definition file, or the one that comes with revstream; a training set has its own.",
)
def check(
    *,
    file: Path,
    system: str,  # noqa: ARG001 - it is what chose this command
    trainset: Path | None,
    definitions: str | None,
) -> None:
    """Check FILE as the job would, and against the values of a history.

    Exit code 2: the file has faults, which are all listed. What a history does not have is a
    warning: the exit code stays 0.

    \b
    Examples:
      revstream rules check candidate.yaml
      revstream rules check candidate.yaml --trainset trainset
      revstream rules check candidate.yaml --definitions own.yaml
      revstream rules check --system recommendations lists.yaml
    """
    if trainset is not None and definitions is not None:
        raise click.UsageError("--definitions: a training set has its own")
    table = None if trainset is None else read_table(trainset)
    in_force = load_definitions(definitions or DEFAULT) if table is None else table.definitions
    rules = load_fraud_rules(file, rules_schema(in_force))
    warnings = () if table is None else unmatched(rules, table)
    click.echo(printable_lines(checked_text(str(file), rules, warnings)))


@command.command()
@click.argument("file", type=RULES_FILE)
@table_options
@click.option(
    "--baseline",
    default="default",
    show_default=True,
    metavar="FILE|none|default",
    help="Rules to compare with: a file, no rules, or those that come with revstream.",
)
@click.option("--model", type=INPUT_FOLDER, help="Model beside both; without it, the shipped one.")
@history_options
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def test(  # noqa: PLR0913 - one argument an option
    *,
    file: Path,
    source: TableSource,
    baseline: str,
    model: Path | None,
    history: HistoryOptions,
    as_json: bool,
) -> None:
    """Decide a history by the rules of FILE and by a baseline, and say what each rule does.

    For every rule: its hits, how many of them are frauds, what they are worth, and how many
    another rule or the model stops as well. Both rule sets have the same model beside them.

    \b
    Examples:
      revstream rules test candidate.yaml --trainset trainset
      revstream rules test candidate.yaml --trainset trainset --baseline none --json
      revstream rules test candidate.yaml --trainset trainset --baseline in-force.yaml \\
          --model registry/fraud/2 --from 2025-03-01
    """
    table = training_table(source, show_progress=not as_json)
    candidate = load_setting(model, file, table.definitions)
    current = _baseline(candidate, baseline)
    trained = training_period(SHIPPED_MODEL if model is None else model)
    question = history.question(table, trained, candidate, current)
    found = decide_again(question, history.truth_of(table), show_stage)
    warnings = unmatched(candidate.rules, table)
    if as_json:
        click.echo(json.dumps({**decided_form(found), "warnings": warnings}))
    else:
        click.echo(printable_lines(tried_text(found, warnings)))


def _baseline(candidate: Setting, named: str) -> Setting:
    """The candidate with the rules that are named instead of its own."""
    if named == "none":
        return replace(candidate, rules=NO_RULES, rules_name="none")
    schema = rules_schema(candidate.definitions)
    default = named == "default"
    rules = load_default_rules(schema) if default else load_fraud_rules(Path(named), schema)
    return replace(candidate, rules=rules, rules_name=named)
