"""A source of the user's own form, written out as the payments and labels that the job reads."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click
from msgspec import Struct

from cli.input_options import InputOptions, read_input
from events.codec import encode
from jobs.locations import LocalPath
from jobs.locations import source as parse_source


def is_own_form(source: str | None, options: InputOptions) -> bool:
    """Whether `source` has to be read by a mapping: one is given, or it is a CSV file."""
    description = options.description
    mapped = bool(description.columns or description.constants or options.mapping)
    return mapped or (source or "").endswith((".csv", ".csv.gz"))


def as_wire_files(
    source: str | None, labels_uri: str | None, options: InputOptions, folder: Path
) -> dict[str, str]:
    """The settings of a job that reads `source`, once it is written to `folder` as JSON Lines.

    Raises:
        click.UsageError: the source is no file, or labels come both from it and from elsewhere.
        ValueError: the input has faults.
    """
    path = _file(source)
    if not path.exists():
        raise click.UsageError(f"source.uri: no such file: {path}")
    history = read_input(replace(options, description=replace(options.description, inputs=(path,))))
    for note in history.notes:
        click.echo(f"note: {note}", err=True)
    settings = {"source.uri": f"file:{_written(history.payments, folder / 'payments.jsonl')}"}
    if history.labels and labels_uri is not None:
        raise click.UsageError("--labels: the source has labels already, by is_fraud")
    if history.labels:
        settings["labels.uri"] = f"file:{_written(history.labels, folder / 'labels.jsonl')}"
    return settings


def _file(source: str | None) -> Path:
    """The file that the options for a mapping describe."""
    if source is not None:
        try:
            location = parse_source(source)
        except ValueError as error:
            raise click.UsageError(f"source.uri: {error}") from None
        if isinstance(location, LocalPath):
            return location.path
    raise click.UsageError("--columns and the like describe a file: --source file:PATH")


def _written(events: Iterable[Struct], path: Path) -> Path:
    with path.open("wb") as lines:
        for event in events:
            lines.write(encode(event) + b"\n")
    return path
