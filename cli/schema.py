"""`revstream schema`: the wire contracts as JSON Schema."""

import json
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import click

from events.fraud import schema as fraud
from events.recommendations import schema as recommendations
from events.shared.own_fields import OwnField
from features.fraud.definitions import DEFAULT, load_definitions


class _Schemas(NamedTuple):
    """The contracts of a system.

    Attributes:
        names: of the contracts.
        make: from a name and own fields to the JSON Schema.
    """

    names: tuple[str, ...]
    make: Callable[[str, tuple[OwnField, ...]], dict[str, Any]]


_FRAUD: Final = "fraud"
_SYSTEMS: Final = {
    _FRAUD: _Schemas(tuple(fraud.CONTRACTS), fraud.json_schema),
    "recommendations": _Schemas(tuple(recommendations.CONTRACTS), recommendations.json_schema),
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
    default=DEFAULT,
    show_default=True,
    metavar="FILE|default",
    help="The definition file whose own fields a payment has.",
)
def command(name: str, system: str, path: str) -> None:
    """Print the JSON Schema of a wire contract.

    \b
    NAME is one of
      fraud            payment, label, decision, feature-update, rejected,
                       late-payment, duplicate
      recommendations  event, link, item, list, feature-update, rejected,
                       late-event, duplicate

    \b
    Examples:
      revstream schema payment
      revstream schema payment --definitions own.yaml
      revstream schema decision > decision.schema.json
      revstream schema event --system recommendations
    """
    names, make = _SYSTEMS[system]
    if name not in names:
        expected = f"{', '.join(names)} expected"
        raise click.BadParameter(
            f"{name!r} is no contract of {system}, {expected}", param_hint="NAME"
        )
    if system != _FRAUD and path != DEFAULT:
        raise click.BadParameter(
            f"{path!r} is a definition file of {_FRAUD}, none is expected with --system {system}",
            param_hint="--definitions",
        )
    fields = load_definitions(path).fields if system == _FRAUD else ()
    click.echo(json.dumps(make(name, fields), indent=2))
