"""`revstream features`: what a definition file computes, and what the store holds of it."""

import json
import sys
from typing import Final

import click

from cli.definitions_option import definitions_option
from cli.features_cost import command as cost_command
from cli.features_read import command as read_command
from cli.features_text import checked_text, explained_text, listed_text
from cli.features_told import told
from events.shared.spelling import nearest
from features.fraud.definitions import aggregate_faults, load_definitions
from features.shared.definitions.faults import DefinitionsError
from features.shared.definitions.model import Definitions
from features.shared.definitions.money_terms import with_rates
from reporting.printable import printable_lines

_FAULTY_EXIT: Final = 1


@click.group()
def command() -> None:
    """List, check, explain and measure the features of a definition file, or read stored ones."""


@command.command("list")
@definitions_option
@click.option("--json", "as_json", is_flag=True, help="Print the features as JSON.")
def list_(*, path: str, as_json: bool) -> None:
    """List the features of a definition file in their order.

    \b
    Examples:
      revstream features list
      revstream features list --definitions own.yaml --json
    """
    definitions = load_definitions(path)
    if as_json:
        click.echo(json.dumps([told(feature) for feature in definitions.features], indent=2))
    else:
        click.echo(printable_lines(listed_text(definitions)))


@command.command()
@click.argument("file")
def check(*, file: str) -> None:
    """Check FILE as the job would, with the rates and the own aggregates that it names.

    Says which keys the file makes. Exit code 1: the file has faults, which are all listed.

    \b
    Examples:
      revstream features check own.yaml
    """
    try:
        definitions = with_rates(load_definitions(file))
    except DefinitionsError as error:
        _refuse(str(error))
    faults = aggregate_faults(definitions)
    if faults:
        _refuse("\n".join(faults))
    click.echo(printable_lines(checked_text(definitions)))


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


def _refuse(faults: str) -> None:
    click.echo(printable_lines(faults), err=True)
    sys.exit(_FAULTY_EXIT)


def _unknown(name: str, definitions: Definitions) -> str:
    hint = nearest(name, (feature.name for feature in definitions.features))
    return f"{definitions.path} has no feature '{name}'{hint}"


command.add_command(cost_command, "cost")
command.add_command(read_command, "read")
