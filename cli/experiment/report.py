"""`revstream experiment report`: what each arm brought, and how sure that is."""

import sys
from pathlib import Path

import click
import msgspec

from cli.experiment.records import SHOWN_OPTION, lists_in, shop_records, showings_in
from cli.experiment.text import report_text
from cli.options.path_types import INPUT_FILE
from features.recommendations.definitions import DEFAULT, load_definitions
from features.shared.definitions.money_terms import with_rates
from models.recommendations.evaluation.experiments.exposures import exposures
from models.recommendations.evaluation.experiments.outcomes import outcomes
from models.recommendations.evaluation.experiments.people import People
from models.recommendations.evaluation.experiments.report import report_of
from models.recommendations.evaluation.experiments.shown import shown_lists
from models.recommendations.experiments.experiment_file import load_experiment
from reporting.printable import printable_lines

_BROKEN_EXIT = 1


@click.command()
@click.option(
    "--lists",
    "lists_path",
    required=True,
    type=click.Path(path_type=Path),
    help="Lists of the job: the file, or the folder that it is in.",
)
@click.option("--events", required=True, type=INPUT_FILE, help="Shopping events and links.")
@click.option(
    "--experiment",
    "experiment_path",
    type=INPUT_FILE,
    help="The experiment file: checks the arm of each list, and says which comes first.",
)
@SHOWN_OPTION
@click.option(
    "--definitions",
    default=DEFAULT,
    show_default=True,
    metavar="FILE|default",
    help="Of the job: its currency, and its own fields.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    lists_path: Path,
    events: Path,
    experiment_path: Path | None,
    shown: Path | None,
    definitions: str,
    as_json: bool,
) -> None:
    """Report an experiment: conversion and revenue per exposed shopper, arm against arm.

    A shopper is exposed from the first list of their arm on, with --shown from when it was first
    shown, and purchases count that came later. Ids that a link joins are one shopper, in the arm
    of the id that stays. The first arm of the file, or the first by name, is what the others are
    compared with.

    Exit code 1: the split between the arms is not what the experiment says, so that nothing can
    be concluded. Exit code 2: there is no experiment in the lists, or a file is faulty.

    \b
    Examples:
      revstream experiment report --lists OUT --events events.jsonl
      revstream experiment report --lists lists.jsonl --events events.jsonl \\
          --experiment experiment.yaml
      revstream experiment report --lists OUT --events events.jsonl --shown shown.jsonl
      revstream experiment report --lists OUT --events events.jsonl --json
    """
    in_force = with_rates(load_definitions(definitions))
    experiment = None if experiment_path is None else load_experiment(experiment_path)
    lists, records = lists_in(lists_path), shop_records(events, in_force)
    if shown is not None:
        lists = shown_lists(lists, showings_in(shown))
    people = People(records.links)
    log = exposures(lists, people, experiment)
    found = outcomes(records.events, log.exposed, people)
    report = report_of(log, found, in_force.money.base_currency)
    records.say_notes()
    if as_json:
        click.echo(msgspec.json.encode(report).decode())
    else:
        click.echo(printable_lines(report_text(report)))
    if report.broken:
        sys.exit(_BROKEN_EXIT)
