"""Which dead letters have been sent again: a file of JSON Lines that only grows."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from io import BufferedRandom
from pathlib import Path
from typing import Final

from msgspec import DecodeError, Struct, json


class LedgerError(ValueError):
    """The ledger cannot be used; the message names the file and says why."""


class Sending(Struct, frozen=True):
    """One record that was sent.

    Attributes:
        dead_letter_id: of the letter that it came from.
        sent_ms: when.
        to: where.
    """

    dead_letter_id: str
    sent_ms: int
    to: str


_DECODER: Final = json.Decoder(Sending)


class Ledger:
    """The sendings in a file; make it by `open_ledger`."""

    def __init__(self, file: BufferedRandom, sent_ms: dict[str, int]) -> None:
        self._file = file
        self._sent_ms = sent_ms

    def sent_ms(self, dead_letter_id: str) -> int | None:
        """When a letter was last sent, None if it never was."""
        return self._sent_ms.get(dead_letter_id)

    def add(self, sendings: Iterable[Sending]) -> None:
        """Writes down what has been sent, durably."""
        for sending in sendings:
            self._file.write(json.encode(sending) + b"\n")
            self._sent_ms[sending.dead_letter_id] = sending.sent_ms
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """The ledger in `path`, made if it is not there, held against any other replay.

    A last line without an end is cut off: whoever wrote it was stopped, and it says nothing.

    Raises:
        LedgerError: another replay holds it, or a line is none of a ledger.
    """
    with path.open("a+b") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except OSError:
            raise LedgerError(f"{path}: another replay is using it") from None
        file.seek(0)
        sent_ms = _read(file, path)
        _cut_off_torn_line(file)
        yield Ledger(file, sent_ms)


def read_ledger(path: Path) -> dict[str, int]:
    """When each letter was last sent by the ledger in `path`; empty where there is none yet.

    Raises:
        LedgerError: a line is none of a ledger.
    """
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return _read(file, path)


def _read(lines: Iterable[bytes], path: Path) -> dict[str, int]:
    sent_ms: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.endswith(b"\n"):
            break
        try:
            sending = _DECODER.decode(line)
        except (DecodeError, UnicodeDecodeError) as error:
            raise LedgerError(f"{path}: line {number} is none of a ledger: {error}") from None
        sent_ms[sending.dead_letter_id] = sending.sent_ms
    return sent_ms


def _cut_off_torn_line(file: BufferedRandom) -> None:
    file.seek(0)
    file.truncate(sum(len(line) for line in file if line.endswith(b"\n")))
