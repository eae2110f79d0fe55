"""Where `revstream dlq` reads dead letters: a file, a folder of results, or a Kinesis stream."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from cli.options.result_file import result_file
from dead_letters.letter import Assembly, DeadLetter, read_letters
from jobs.shared.locations import KinesisStream, source_or_path

RESULT: Final = "rejected"
"""The output of the job that dead letters are."""

_SHOWN_INCOMPLETE: Final = 5


@dataclass(frozen=True, slots=True)
class StreamPlace:
    """A stream of Kinesis, and where it is."""

    stream: KinesisStream
    region: str | None
    endpoint: str | None

    def __str__(self) -> str:
        """`kinesis:NAME`."""
        return str(self.stream)


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
        ValueError: no stream or file can have such a name.
    """
    found = source_or_path(text)
    if isinstance(found, KinesisStream):
        return StreamPlace(found, region, endpoint)
    return FilePlace(found.path)


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
        with result_file(where.path, RESULT).open("rb") as lines:
            yield lines
        return
    # Only a stream needs boto3, which an installation for files lacks.
    from cli.inputs.kinesis_stream import kinesis_client, records_of  # noqa: PLC0415

    with kinesis_client(where.region, where.endpoint) as client:
        yield records_of(client, where.stream.name)
