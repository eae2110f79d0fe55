"""Sending dead letters again, to a new file or a Kinesis stream, and writing that down."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedWriter
from pathlib import Path
from time import time_ns

import msgspec

from cli.dlq.dead_letter_source import FilePlace, Place
from dead_letters.ledger import Ledger, Sending
from dead_letters.replay import Resent


def now_ms() -> int:
    """The time of this machine."""
    return time_ns() // 1_000_000


def send(
    records: tuple[Resent, ...],
    target: Place,
    ledger: Ledger,
    clock_ms: Callable[[], int] = now_ms,
) -> None:
    """Sends `records`; each is in `ledger` once it is durably there.

    The ledger has the time before the sending: the job may reject a record again at once, and what
    was rejected before it was sent would be held back for ever.

    A stop in between leaves records sent that the ledger does not know: they are sent again by the
    next replay, and the job drops them as duplicates.
    """
    if not records:
        return
    done, begun_ms = 0, clock_ms()
    for sent in _sent(records, target):
        ledger.add(
            Sending(record.dead_letter_id, begun_ms, str(target)) for record in records[done:sent]
        )
        done, begun_ms = sent, clock_ms()


def _sent(records: tuple[Resent, ...], target: Place) -> Iterator[int]:
    """Sends, and says each time how many are durably there."""
    if isinstance(target, FilePlace):
        with _new_file(target.path) as file:
            for record in records:
                # A line each: the only line ends in valid JSON are between its parts.
                file.write(msgspec.json.format(record.record, indent=-1) + b"\n")
        yield len(records)
        return
    # Only a stream needs boto3, which an installation for files lacks.
    from cli.inputs.kinesis_stream import kinesis_client, put_records  # noqa: PLC0415

    with kinesis_client(target.region, target.endpoint) as client:
        keyed = [(record.partition_key, record.record) for record in records]
        yield from put_records(client, target.stream.name, keyed)


@contextmanager
def _new_file(path: Path) -> Iterator[BufferedWriter]:
    """A file that is there whole or not at all."""
    beside = path.with_name(f".{path.name}.writing")
    with beside.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
