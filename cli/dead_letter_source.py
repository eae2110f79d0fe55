"""Where `revstream dlq` reads dead letters: a file, a folder of results, or a Kinesis stream."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from dead_letters.letter import Assembly, DeadLetter, read_letters
from jobs.locations import stream_name
from jobs.result_folder import PARTS

_KINESIS: Final = "kinesis:"
_FILE: Final = "file:"
_RESULT: Final = "rejected.jsonl"
_SHOWN_INCOMPLETE: Final = 5


class PlaceError(ValueError):
    """There is nothing to read or write there; the message names the place."""


@dataclass(frozen=True, slots=True)
class StreamPlace:
    """A stream of Kinesis: its name, and where it is."""

    stream: str
    region: str | None
    endpoint: str | None

    def __str__(self) -> str:
        """`kinesis:NAME`."""
        return f"{_KINESIS}{self.stream}"


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A file."""

    path: Path

    def __str__(self) -> str:
        """Its path."""
        return str(self.path)


Place = StreamPlace | FilePlace


def place(text: str, region: str | None, endpoint: str | None) -> Place:
    """Where `text` points: `kinesis:STREAM`, or a path with or without `file:`.

    Raises:
        ValueError: no stream can have such a name.
    """
    if text.startswith(_KINESIS):
        return StreamPlace(stream_name(text.removeprefix(_KINESIS)), region, endpoint)
    return FilePlace(Path(text.removeprefix(_FILE)))


@contextmanager
def dead_letters(where: Place) -> Iterator[Iterator[DeadLetter]]:
    """The whole letters in `where`; records of which parts are missing are named on stderr.

    Raises:
        PlaceError: there is nothing to read.
        LetterFormatError: a record is no dead letter.
    """
    with _lines(where) as lines:
        assembly = Assembly()
        yield assembly.whole(read_letters(lines, str(where)))
        missing = assembly.incomplete()
    for one in missing[:_SHOWN_INCOMPLETE]:
        click.echo(
            f"left out: {one.parts_found} of {one.first.parts} parts of a record of"
            f" {one.first.size_bytes:,} bytes ({one.first.cause})",
            err=True,
        )
    if len(missing) > _SHOWN_INCOMPLETE:
        click.echo(f"left out: {len(missing) - _SHOWN_INCOMPLETE} more such records", err=True)


@contextmanager
def _lines(where: Place) -> Iterator[Iterator[bytes]]:
    if isinstance(where, FilePlace):
        with file_of(where.path).open("rb") as lines:
            yield lines
        return
    # Only a stream needs boto3, which an installation for files lacks.
    from cli.kinesis_stream import kinesis_client, records_of  # noqa: PLC0415

    with kinesis_client(where.region, where.endpoint) as client:
        yield records_of(client, where.stream)


def file_of(path: Path) -> Path:
    """The file of dead letters that `path` is, or that is in the folder `path`.

    Raises:
        PlaceError: there is none.
    """
    if not path.is_dir():
        if not path.exists():
            raise PlaceError(f"{path}: no such file or folder")
        return path
    unfinished = (path / PARTS).is_dir()
    if not (path / _RESULT).exists():
        way_out = f"; run `revstream collect {path}` first" if unfinished else ""
        raise PlaceError(f"{path}: no {_RESULT} is in it{way_out}")
    if unfinished:
        click.echo(
            f"{path}: the job has not finished; `revstream collect {path}` brings {_RESULT} up to"
            " date",
            err=True,
        )
    return path / _RESULT
