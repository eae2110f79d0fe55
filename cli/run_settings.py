"""The settings of `revstream run`: from a file, from its options, and what there are."""

import dataclasses
from pathlib import Path
from typing import Any

import click

from jobs.fraud.settings import FraudSettings
from jobs.shared.properties import MANAGED_FLINK_PROPERTIES, group_and_key, read_property_groups


def groups_of(path: Path | None) -> dict[str, dict[str, str]]:
    """The property groups of a file, or those that Managed Flink has put here, if any."""
    if path is not None:
        return read_property_groups(path)
    if MANAGED_FLINK_PROPERTIES.exists():
        return read_property_groups(MANAGED_FLINK_PROPERTIES)
    return {}


def overrides_of(entries: tuple[str, ...]) -> dict[str, str]:
    """Properties by name, from `GROUP.KEY=VALUE`.

    Raises:
        click.BadParameter: an entry has another form, or a property is given twice.
    """
    faulty = [entry for entry in entries if "=" not in entry or "." not in entry.split("=")[0]]
    if faulty:
        raise click.BadParameter(f"{faulty[0]!r}: GROUP.KEY=VALUE is expected", param_hint="--set")
    pairs = [entry.split("=", 1) for entry in entries]
    names = [name for name, _ in pairs]
    if repeated := [name for name in names if names.count(name) > 1]:
        raise click.BadParameter(f"{repeated[0]}: given twice", param_hint="--set")
    return dict(pairs)


def print_settings() -> None:
    """Print every property, its default and its meaning."""
    for field in dataclasses.fields(FraudSettings):
        group, key = group_and_key(field.name)
        default: Any = field.default
        required = default is dataclasses.MISSING
        click.echo(f"{group}.{key}  ({'required' if required else f'default {default}'})")
        click.echo(f"    {field.metadata['description']}")
