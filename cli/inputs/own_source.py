"""A source in any form as the records that the job reads, the same ones for every command."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from time import time_ns
from typing import Literal

import click

from cli.options.input_options import InputOptions, read_input
from datasets.history import History
from datasets.own.as_it_is import wire_paths
from datasets.own.files import input_files
from datasets.own.label_files import is_wire_labels, read_labels
from datasets.own.notes import Notes
from datasets.own.wire_file import flat_file, wire_lines, write_lines
from events.fraud.label import Label
from events.fraud.payment_contract import PaymentContract
from events.shared.json_records import encode
from features.fraud.definitions import load_definitions
from jobs.fraud.settings import FraudSettings
from jobs.shared.locations import Inline, LocalPath, Nowhere


@dataclass(frozen=True, slots=True)
class Records:
    """What a command without Flink reads.

    Attributes:
        lines: one record each, those that are no payments too if they are in the job's form.
        labels: by the time of their report.
        notes: what was assumed.
        count: number of records, None where it is not known before they were read.
    """

    lines: Iterable[bytes]
    labels: list[Label]
    notes: tuple[str, ...] = ()
    count: int | None = None


def records_of(options: InputOptions, *, show_progress: bool) -> Records:
    """The records and labels that `options` describe.

    Raises:
        ValueError: the input has faults.
    """
    description = options.description
    paths = _wire_paths(options)
    if paths is None or not _has_plain_labels(options):
        history = read_input(options, show_progress=show_progress)
        if paths is None:
            return Records(history.records, history.labels, tuple(history.notes), history.count)
        return Records(wire_lines(paths), history.labels, tuple(history.notes))
    notes = Notes()
    labels = read_labels(description, None, time_ns() // 1_000_000, notes)
    return Records(wire_lines(paths), labels, notes.sentences())


def with_wire_files(settings: FraudSettings, options: InputOptions, folder: Path) -> FraudSettings:
    """`settings` of a job that reads its source and labels as the other commands do.

    What Flink would read otherwise, or not at all, is written to `folder` as JSON Lines. A file in
    the job's own form is read where it is.

    Raises:
        click.UsageError: the source is no file, or labels come both from it and from elsewhere.
        ValueError: the input has faults.
    """
    if options.description.card_numbers:
        settings = replace(settings, source_card_numbers="accept")
    source, labels_source = settings.source_uri, settings.labels_uri
    if not isinstance(source, LocalPath) or isinstance(labels_source, Inline):
        is_described = options.description.is_mapped or options.mapping
        if is_described and not isinstance(settings.source_history, LocalPath):
            raise click.UsageError("--columns and the like describe a file: --source file:PATH")
        return settings
    labels = labels_source.path if isinstance(labels_source, LocalPath) else None
    options = _with_own_fields(options, settings)
    given = _with_files(options, source.path, labels, card_numbers=settings.accepts_card_numbers)
    payments, found = _wire_files(given, folder)
    written = replace(settings, source_uri=LocalPath(payments))
    if found is None:
        return written
    if not isinstance(labels_source, LocalPath | Nowhere):
        raise click.UsageError("--labels: the source has labels already, by is_fraud")
    return replace(written, labels_uri=LocalPath(found))


def with_wire_history(
    settings: FraudSettings, options: InputOptions, folder: Path
) -> FraudSettings:
    """The same for the history before the source, if there is one, and its labels.

    Raises:
        ValueError: the history has faults.
    """
    history, labels = settings.source_history, settings.labels_history
    if not isinstance(history, LocalPath) or isinstance(labels, Inline):
        return settings
    labels_path = labels.path if isinstance(labels, LocalPath) else None
    numbers = settings.accepts_card_numbers or options.description.card_numbers
    options = _with_own_fields(options, settings)
    given = _with_files(options, history.path, labels_path, card_numbers=numbers, place="history")
    folder.mkdir()
    payments, found = _wire_files(given, folder)
    written = replace(settings, source_history=LocalPath(payments))
    return written if found is None else replace(written, labels_history=LocalPath(found))


def _wire_files(given: InputOptions, folder: Path) -> tuple[Path, Path | None]:
    """Payments and labels as JSON Lines: the files that are there, or copies in `folder`."""
    paths = _wire_paths(given)
    history = None if paths is not None and _has_plain_labels(given) else _noted(given)
    if paths is None and history is not None:
        payments = write_lines(history.records, folder / "payments.jsonl")
    else:
        payments = flat_file(paths or (), folder / "payments.jsonl")
    return payments, _labels_file(given, history, folder / "labels.jsonl")


def _with_own_fields(options: InputOptions, settings: FraudSettings) -> InputOptions:
    """The input with the own fields of the job's definitions; the job itself compares amounts."""
    fields = load_definitions(settings.features_definitions).fields
    described = replace(options.description, contract=PaymentContract(fields=fields))
    return replace(options, description=described)


def _with_files(
    options: InputOptions,
    source: Path,
    labels: Path | None,
    *,
    card_numbers: bool,
    place: Literal["uri", "history"] = "uri",
) -> InputOptions:
    for name, path in ((f"source.{place}", source), (f"labels.{place}", labels)):
        if path is not None and not path.exists():
            raise click.UsageError(f"{name}: no such file: {path}")
    described = replace(
        options.description, inputs=(source,), labels=labels, card_numbers=card_numbers
    )
    return replace(options, description=described)


def _wire_paths(options: InputOptions) -> tuple[Path, ...] | None:
    """The files of an input that is in the job's own form and order, None for any other."""
    return None if options.mapping is not None else wire_paths(options.description)


def _has_plain_labels(options: InputOptions) -> bool:
    """Whether its labels can be read without its payments."""
    labels = options.description.labels
    return labels is None or is_wire_labels(labels, options.description)


def _noted(options: InputOptions) -> History:
    history = read_input(options)
    for note in history.notes:
        click.echo(f"note: {note}", err=True)
    return history


def _labels_file(options: InputOptions, history: History | None, copy: Path) -> Path | None:
    labels = options.description.labels
    if labels is not None and is_wire_labels(labels, options.description):
        return flat_file(input_files((labels,), Notes()).paths, copy)
    if history is None or not history.labels:
        return None
    return write_lines(map(encode, history.labels), copy)
