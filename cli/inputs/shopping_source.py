"""Shopping events and a catalogue in any form as the records that the job reads."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import click

from cli.options.shopping_options import ShoppingOptions, read_shop
from datasets.own.as_it_is import wire_paths
from datasets.own.description import Description
from datasets.own.wire_file import flat_file, wire_lines, write_lines
from features.recommendations.definitions import load_definitions
from jobs.recommendations.settings import RecommendationSettings
from jobs.shared.locations import Inline, LocalPath, Location

PlaceT = TypeVar("PlaceT", bound=Location)


@dataclass(frozen=True, slots=True)
class ShoppingLines:
    """What a command without Flink reads.

    Attributes:
        events: one record each, those that are none too if they are in the job's form.
        items: the same of the catalogue; none without one.
        notes: what was assumed.
        count: number of records of events, None where it is not known before they were read.
    """

    events: Iterable[bytes]
    items: Iterable[bytes]
    notes: tuple[str, ...]
    count: int | None


def shopping_lines(options: ShoppingOptions, *, show_progress: bool) -> ShoppingLines:
    """The records that `options`, with inputs, describe.

    Raises:
        ValueError: the input has faults.
    """
    events, notes, count = _lines(options.events, show_progress=show_progress)
    if not options.items.inputs:
        return ShoppingLines(events, (), notes, count)
    items, more, _ = _lines(options.items, show_progress=show_progress)
    return ShoppingLines(events, items, (*notes, *(f"items: {note}" for note in more)), count)


def _lines(
    description: Description, *, show_progress: bool
) -> tuple[Iterable[bytes], tuple[str, ...], int | None]:
    paths = wire_paths(description)
    if paths is not None:
        return wire_lines(paths), (), None
    read = read_shop(description, show_progress=show_progress)
    return read.records, tuple(read.notes), read.count


def with_wire_shopping(
    settings: RecommendationSettings, options: ShoppingOptions, folder: Path
) -> RecommendationSettings:
    """`settings` of a job that reads events and items, also of its history, as others do.

    What Flink would read otherwise, or not at all, is written to `folder` as JSON Lines. A file in
    the job's own form is read where it is.

    Raises:
        click.UsageError: there is a description, but no file that it could be of.
        ValueError: the input has faults.
    """
    if options.events.card_numbers:
        settings = replace(settings, source_card_numbers="accept")
    pairs = (
        (settings.source_uri, settings.items_uri),
        (settings.source_history, settings.items_history),
    )
    is_described = options.events.is_mapped or options.items.is_mapped
    files = [events for events, items in pairs if not isinstance(items, Inline)]
    if is_described and not any(isinstance(one, LocalPath) for one in files):
        raise click.UsageError("--columns and the like describe a file: --source file:PATH")
    accepts = settings.accepts_card_numbers
    given = options.under(load_definitions(settings.features_definitions))
    events = replace(given.events, card_numbers=accepts)
    if not isinstance(settings.items_uri, Inline):
        settings = replace(
            settings,
            source_uri=_written(settings.source_uri, events, "source.uri", folder),
            items_uri=_written(settings.items_uri, given.items, "items.uri", folder),
        )
    if isinstance(settings.items_history, Inline):
        return settings
    return replace(
        settings,
        source_history=_written(settings.source_history, events, "source.history", folder),
        items_history=_written(settings.items_history, given.items, "items.history", folder),
    )


def _written(at: PlaceT, description: Description, name: str, folder: Path) -> PlaceT | LocalPath:
    """Where the job reads what is `at` a place: there, or from a file in `folder`."""
    if not isinstance(at, LocalPath):
        return at
    if not at.path.exists():
        raise click.UsageError(f"{name}: no such file: {at.path}")
    given, copy = replace(description, inputs=(at.path,)), folder / f"{name}.jsonl"
    paths = wire_paths(given)
    if paths is not None:
        return LocalPath(flat_file(paths, copy))
    read = read_shop(given)
    for note in read.notes:
        click.echo(f"note: {name}: {note}", err=True)
    return LocalPath(write_lines(read.records, copy))
