"""`revstream catalogue`: the features of a definition file as a page."""

import json
import sys
from pathlib import Path

import click

from cli.catalogue.page import catalogue_page
from cli.features.definition_systems import SYSTEMS
from cli.features.told import told
from cli.options.definitions_option import definitions_option
from cli.options.system_option import system_option
from reporting.printable import printable_lines


@click.command()
@click.option("--output", type=click.Path(path_type=Path), help="Write the page to this file.")
@click.option("--check", type=click.Path(path_type=Path), help="Fail unless this file is current.")
@click.option("--json", "as_json", is_flag=True, help="Print the features as JSON.")
@system_option
@definitions_option
def command(
    *, system: str, path: str, output: Path | None, check: Path | None, as_json: bool
) -> None:
    """Print the catalogue of features: name, type, window and definition.

    \b
    Examples:
      revstream catalogue
      revstream catalogue --definitions own.yaml --output own-catalogue.md
      revstream catalogue --json
      revstream catalogue --system recommendations
      revstream catalogue --output docs/feature-catalogue.md
      revstream catalogue --check docs/feature-catalogue.md
    """
    of = SYSTEMS[system]
    definitions = of.load(path)
    page = catalogue_page(definitions, of)
    if check is not None:
        if not check.exists() or check.read_text() != page:
            click.echo(f"{check} is out of date: run `make docs`", err=True)
            sys.exit(1)
    elif output is not None:
        output.write_text(page)
    elif as_json:
        click.echo(json.dumps([told(feature) for feature in definitions.features], indent=2))
    else:
        click.echo(printable_lines(page), nl=False)
