"""The records that an experiment left: its lists, and the events of the shop."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import time_ns
from typing import Final, TypeVar

import click
import msgspec

from cli.options.path_types import INPUT_FILE
from cli.options.result_file import PlaceError
from events.recommendations.identity_link import IdentityLink
from events.recommendations.recommendation_list import RecommendationList
from events.recommendations.shopping_event import ShoppingEvent
from events.recommendations.showing import Showing
from features.recommendations.record_files import Record, RecordCounts, RecordReader
from features.shared.definitions.model import Definitions
from jobs.recommendations.outputs import OUTPUTS
from jobs.shared.line_files import lines_of
from jobs.shared.result_folder import PARTS, result_files
from jobs.shared.result_records import records_of

RecordT = TypeVar("RecordT", bound=msgspec.Struct)

SHOWN_OPTION: Final = click.option(
    "--shown",
    type=INPUT_FILE,
    help="What was really shown: the exposures that `revstream serve` wrote.",
)


class ListFileError(ValueError):
    """A file that holds something else than lists, or exposures."""


@dataclass(frozen=True, slots=True)
class ShopRecords:
    """Events, links and items in the order in which the job takes them in.

    Attributes:
        records: in that order.
        notes: of lines that are none.
    """

    records: tuple[Record, ...]
    notes: tuple[str, ...]

    @property
    def events(self) -> Iterator[ShoppingEvent]:
        """The events alone."""
        return (one for one in self.records if isinstance(one, ShoppingEvent))

    @property
    def links(self) -> Iterator[IdentityLink]:
        """The links alone."""
        return (one for one in self.records if isinstance(one, IdentityLink))

    def say_notes(self) -> None:
        """Say what was no record, on stderr."""
        for note in self.notes:
            click.echo(f"note: {note}", err=True)


def lists_in(path: Path) -> list[RecommendationList]:
    """The lists of a file, or of a folder of results.

    Raises:
        PlaceError: there is no such file.
        ListFileError: a line is no list.
    """
    return _all_of(lists_file(path), RecommendationList, "a recommendation list")


def showings_in(path: Path) -> list[Showing]:
    """The exposures of a file.

    Raises:
        ListFileError: a line is none.
    """
    return _all_of(path, Showing, "an exposure")


def _all_of(file: Path, kind: type[RecordT], what: str) -> list[RecordT]:
    found: list[RecordT] = []
    try:
        found.extend(records_of(file, kind))
    except msgspec.MsgspecError as error:
        line = len(found) + 1
        raise ListFileError(f"{file}:{line}: {error}; {what} is expected") from error
    return found


def lists_file(path: Path) -> Path:
    """The file of lists that `path` is, or that is in the folder `path`.

    Raises:
        PlaceError: there is none.
    """
    if not path.exists():
        raise PlaceError(f"{path}: no such file or folder")
    if not path.is_dir():
        return path
    file = result_files(path, OUTPUTS)["lists"]
    if not file.exists():
        unfinished = (path / PARTS).is_dir()
        way_out = f"; run `revstream collect {path}` first" if unfinished else ""
        raise PlaceError(f"{path}: no {file.name} is in it{way_out}")
    return file


def shop_records(events: Path, definitions: Definitions, items: Path | None = None) -> ShopRecords:
    """The records of a file of events, and of a catalogue if there is one.

    Raises:
        OSError: a file cannot be read.
    """
    counts = RecordCounts()
    reader = RecordReader(definitions, time_ns() // 1_000_000)
    catalogue = () if items is None else lines_of(items)
    records = tuple(reader.read(lines_of(events), catalogue, counts))
    faulty = {events: counts.rejected.total(), items: counts.items_rejected.total()}
    kinds = {events: "events or links", items: "items"}
    return ShopRecords(
        records,
        tuple(
            f"{number:,} lines of {path} are no {kinds[path]}"
            for path, number in faulty.items()
            if number
        ),
    )
