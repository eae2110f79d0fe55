"""The settings of `revstream run`: from a file, from its options, and what there are."""

import dataclasses
from pathlib import Path
from typing import Any

import click

from jobs.shared.properties import (
    MANAGED_FLINK_PROPERTIES,
    assignments,
    group_and_key,
    read_property_groups,
)
from jobs.shared.settings import JobSettings


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
    try:
        return assignments(entries)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--set") from None


def print_settings(settings_class: type[JobSettings]) -> None:
    """Print every property, its default and its meaning, those of a group together."""
    fields = dataclasses.fields(settings_class)
    groups = list(dict.fromkeys(group_and_key(field.name)[0] for field in fields))
    for field in sorted(fields, key=lambda one: groups.index(group_and_key(one.name)[0])):
        group, key = group_and_key(field.name)
        default: Any = field.default
        required = default is dataclasses.MISSING
        click.echo(f"{group}.{key}  ({'required' if required else f'default {default}'})")
        click.echo(f"    {field.metadata['description']}")
