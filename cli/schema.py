"""`revstream schema`: the wire contracts as JSON Schema."""

import json
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import click

from events.fraud import schema as fraud
from events.recommendations import schema as recommendations
from events.shared.own_fields import OwnField
from features.fraud import definitions as of_fraud
from features.recommendations import definitions as of_recommendations
from features.shared.definitions.model import Definitions


class _Schemas(NamedTuple):
    """The contracts of a system.

    Attributes:
        names: of the contracts.
        make: from a name and own fields to the JSON Schema.
        definitions: reads a definition file, by its path.
    """

    names: tuple[str, ...]
    make: Callable[[str, tuple[OwnField, ...]], dict[str, Any]]
    definitions: Callable[[str], Definitions]


_FRAUD: Final = "fraud"
_SYSTEMS: Final = {
    _FRAUD: _Schemas(tuple(fraud.CONTRACTS), fraud.json_schema, of_fraud.load_definitions),
    "recommendations": _Schemas(
        tuple(recommendations.CONTRACTS),
        recommendations.json_schema,
        of_recommendations.load_definitions,
    ),
}


@click.command()
@click.argument("name")
@click.option(
    "--system",
    type=click.Choice(list(_SYSTEMS)),
    default=_FRAUD,
    show_default=True,
    help="The system whose contract it is.",
)
@click.option(
    "--definitions",
    "path",
    default=of_fraud.DEFAULT,
    show_default=True,
    metavar="FILE|default",
    help="The definition file of the system whose own fields a payment or an event has.",
)
def command(name: str, system: str, path: str) -> None:
    """Print the JSON Schema of a wire contract.

    \b
    NAME is one of
      fraud            payment, label, decision, feature-update, rejected,
                       late-payment, duplicate
      recommendations  event, link, item, list, exposure, feature-update, rejected,
                       late-event, duplicate

    \b
    Examples:
      revstream schema payment
      revstream schema payment --definitions own.yaml
      revstream schema decision > decision.schema.json
      revstream schema event --system recommendations
      revstream schema event --system recommendations --definitions own.yaml
    """
    names, make, load_definitions = _SYSTEMS[system]
    if name not in names:
        expected = f"{', '.join(names)} expected"
        raise click.BadParameter(
            f"{name!r} is no contract of {system}, {expected}", param_hint="NAME"
        )
    click.echo(json.dumps(make(name, load_definitions(path).fields), indent=2))
