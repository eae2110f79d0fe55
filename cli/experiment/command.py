"""`revstream experiment`: an experiment file checked, and what an experiment has shown."""

from pathlib import Path
from typing import Final

import click

from cli.experiment.replay import command as replay_command
from cli.experiment.report import command as report_command
from cli.experiment.text import checked_text
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.shopping_plan import shopping_plan
from models.recommendations.experiments.experiment_file import load_experiment
from models.recommendations.experiments.list_maker import list_maker
from reporting.printable import printable_lines

_FILE: Final = click.Path(path_type=Path)


@click.group()
def command() -> None:
    """Check an experiment file, report what an experiment has shown, try another ranker."""


@command.command()
@click.argument("file", type=_FILE)
@click.option(
    "--rules",
    default=DEFAULT,
    show_default=True,
    metavar="FILE|default",
    help="Of the job: for arms that name none.",
)
@click.option(
    "--definitions",
    default=DEFAULT,
    show_default=True,
    metavar="FILE|default",
    help="Of the job: what rankers read must be computed by it.",
)
def check(*, file: Path, rules: str, definitions: str) -> None:
    """Check FILE as the job would, with the rankers and the rules that it names.

    Exit code 2: it has faults, which are all listed with their lines, or a ranker or rules that it
    names are not usable.

    \b
    Examples:
      revstream experiment check experiment.yaml
      revstream experiment check experiment.yaml --rules own-rules.yaml --definitions own.yaml
    """
    experiment = load_experiment(file)
    plan = shopping_plan(load_definitions(definitions), RecommendationLimits().history)
    maker = list_maker(experiment, rules, plan)
    click.echo(printable_lines(checked_text(str(file), experiment, maker.rankers)))


command.add_command(replay_command, "replay")
command.add_command(report_command, "report")
