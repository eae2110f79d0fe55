"""`revstream schema`: the wire contracts as JSON Schema."""

import json

import click

from events.fraud.schema import CONTRACTS, json_schema


@click.command()
@click.argument("name", type=click.Choice(list(CONTRACTS)))
def command(name: str) -> None:
    """Print the JSON Schema of a wire contract.

    \b
    Examples:
      revstream schema payment
      revstream schema decision > decision.schema.json
    """
    click.echo(json.dumps(json_schema(name), indent=2))
