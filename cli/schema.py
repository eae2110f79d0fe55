"""`revstream schema`: the wire contracts as JSON Schema."""

import json

import click

from events.fraud.schema import CONTRACTS, json_schema
from features.fraud.definitions import DEFAULT, load_definitions


@click.command()
@click.argument("name", type=click.Choice(list(CONTRACTS)))
@click.option(
    "--definitions",
    "path",
    default=DEFAULT,
    show_default=True,
    metavar="FILE|default",
    help="The definition file whose own fields a payment has.",
)
def command(name: str, path: str) -> None:
    """Print the JSON Schema of a wire contract.

    \b
    Examples:
      revstream schema payment
      revstream schema payment --definitions own.yaml
      revstream schema decision > decision.schema.json
    """
    fields = load_definitions(path).fields
    click.echo(json.dumps(json_schema(name, fields), indent=2))
