"""`revstream features`: what a definition file computes, and what the store holds of it."""

import json
import sys
from typing import Final

import click

from cli.features.change import change_against, change_text, until
from cli.features.cost import command as cost_command
from cli.features.definition_systems import SYSTEMS
from cli.features.read import command as read_command
from cli.features.text import checked_text, explained_text, listed_text
from cli.features.told import told
from cli.options.definitions_option import definitions_option
from cli.options.system_option import FRAUD, system_option
from events.shared.spelling import nearest
from features.fraud.definitions import DEFAULT, load_definitions
from features.shared.definitions.faults import DefinitionsError
from features.shared.definitions.model import Definitions
from features.shared.definitions.money_terms import with_rates
from features.shared.plan.definition_change import DefinitionChange
from reporting.printable import printable_lines

_FAULTY_EXIT: Final = 1


@click.group()
def command() -> None:
    """List, check, explain and measure the features of a definition file, or read stored ones."""


@command.command("list")
@system_option
@definitions_option
@click.option("--json", "as_json", is_flag=True, help="Print the features as JSON.")
def list_(*, system: str, path: str, as_json: bool) -> None:
    """List the features of a definition file in their order.

    \b
    Examples:
      revstream features list
      revstream features list --definitions own.yaml --json
      revstream features list --system recommendations
    """
    of = SYSTEMS[system]
    definitions = of.load(path)
    if as_json:
        click.echo(json.dumps([told(feature) for feature in definitions.features], indent=2))
    else:
        click.echo(printable_lines(listed_text(definitions, of.event)))


@command.command()
@click.argument("file", metavar="FILE|default")
@system_option
@click.option(
    "--against",
    metavar="OLD|default",
    help="The file that a job runs by: what becomes of its state under FILE?",
)
@click.option("--rules", default=DEFAULT, help="With --against: what both decide by.")
@click.option("--model", default=DEFAULT, help="With --against: likewise.")
@click.option("--until", "until_text", help="With --against: when FILE is in force.  [a day on]")
def check(  # noqa: PLR0913 - one argument an option
    *,
    file: str,
    system: str,
    against: str | None,
    rules: str,
    model: str,
    until_text: str | None,
) -> None:
    """Check FILE as the job would, with the rates and the own aggregates that it names.

    Says which keys the file makes and, with --against, what becomes of the state of a running job
    when it goes on by FILE: feature by feature what is there at once, what is missing for how
    long, what is freed, and which entries FILE lacks. Exit code 1: the file has faults, which are
    all listed, or a job could not go on by it.

    \b
    Examples:
      revstream features check own.yaml
      revstream features check own.yaml --against old.yaml
      revstream features check own.yaml --against default --until 2026-12-01T06:00Z
      revstream features check shop.yaml --system recommendations
    """
    if against is not None and system != FRAUD:
        raise click.UsageError(f"--against: files of {FRAUD} are compared, none of {system}")
    of = SYSTEMS[system]
    try:
        definitions = with_rates(of.load(file))
    except DefinitionsError as error:
        _refuse(str(error))
    faults = of.aggregate_faults(definitions) or of.needs(definitions)
    if faults:
        _refuse("\n".join(faults))
    click.echo(printable_lines(checked_text(definitions, of)))
    if against is not None:
        _tell_change(change_against(against, definitions, (rules, model), _until(until_text)), file)


@command.command()
@click.argument("name")
@definitions_option
@click.option("--json", "as_json", is_flag=True, help="Print the feature as JSON.")
def explain(*, name: str, path: str, as_json: bool) -> None:
    """Explain the feature NAME: what it is computed from, over which window, for whom.

    \b
    Examples:
      revstream features explain card_amount_z_30d
      revstream features explain card_fee_mean --definitions own.yaml
    """
    definitions = load_definitions(path)
    feature = next((one for one in definitions.features if one.name == name), None)
    if feature is None:
        raise click.BadParameter(_unknown(name, definitions), param_hint="'NAME'")
    if as_json:
        click.echo(json.dumps(told(feature), indent=2))
    else:
        click.echo(printable_lines(explained_text(feature, definitions)))


def _until(text: str | None) -> int:
    try:
        return until(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'--until'") from None


def _tell_change(change: DefinitionChange, file: str) -> None:
    click.echo(printable_lines(change_text(change, file)))
    if change.refused:
        sys.exit(_FAULTY_EXIT)


def _refuse(faults: str) -> None:
    click.echo(printable_lines(faults), err=True)
    sys.exit(_FAULTY_EXIT)


def _unknown(name: str, definitions: Definitions) -> str:
    hint = nearest(name, (feature.name for feature in definitions.features))
    return f"{definitions.path} has no feature '{name}'{hint}"


command.add_command(cost_command, "cost")
command.add_command(read_command, "read")
