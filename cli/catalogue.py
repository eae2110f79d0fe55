"""`revstream catalogue`: the feature catalogue as a page, generated from the code."""

import json
import sys
from pathlib import Path
from typing import Final

import click

from cli.features_told import told
from features.fraud.catalogue import FEATURES
from features.shared.windows import WINDOW_MS

_WINDOW_NAMES: Final = {window_ms: name for name, window_ms in WINDOW_MS.items()}
_TITLES: Final = {"payment": "Payment", "card": "Card", "merchant": "Merchant"}
_INTRODUCTION: Final = """# Feature catalogue

Generated from `features/fraud/definitions.yaml` by `revstream catalogue --output`; `make check`
fails when it is out of date. A window of length w covers `(t - w, t]` in event time, where t is the
time of the payment itself. Values are integers, floats or booleans; a missing value is null.
"""


@click.command()
@click.option("--output", type=click.Path(path_type=Path), help="Write the page to this file.")
@click.option("--check", type=click.Path(path_type=Path), help="Fail unless this file is current.")
@click.option("--json", "as_json", is_flag=True, help="Print the features as JSON.")
def command(output: Path | None, check: Path | None, *, as_json: bool) -> None:
    """Print the catalogue of features: name, type, window and definition.

    \b
    Examples:
      revstream catalogue
      revstream catalogue --json
      revstream catalogue --output docs/feature-catalogue.md
      revstream catalogue --check docs/feature-catalogue.md
    """
    page = _page()
    if check is not None:
        if not check.exists() or check.read_text() != page:
            click.echo(f"{check} is out of date: run `make docs`", err=True)
            sys.exit(1)
    elif output is not None:
        output.write_text(page)
    elif as_json:
        click.echo(json.dumps([told(feature) for feature in FEATURES], indent=2))
    else:
        click.echo(page, nl=False)


def _page() -> str:
    parts = [_INTRODUCTION]
    for scope, title in _TITLES.items():
        features = [feature for feature in FEATURES if feature.scope == scope]
        parts.append(f"\n## {title} ({len(features)})\n\n")
        parts.append("| feature | type | window | definition |\n|---|---|---|---|\n")
        for feature in features:
            kind = f"{feature.kind} or null" if feature.nullable else feature.kind
            window = "" if feature.window_ms is None else _WINDOW_NAMES[feature.window_ms]
            parts.append(f"| `{feature.name}` | {kind} | {window} | {feature.description} |\n")
    return "".join(parts)
