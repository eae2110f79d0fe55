"""The option that names a definition file."""

import click

from features.fraud.definitions import DEFAULT

definitions_option = click.option(
    "--definitions",
    "path",
    default=DEFAULT,
    show_default=True,
    metavar="FILE|default",
    help="A definition file, or the one that comes with revstream.",
)
