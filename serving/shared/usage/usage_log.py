"""The log of usage: a line a decision that was counted, from which all can be counted again.

::

    {"tenant":"acme","month":"2026-11","decision_id":"0a1b..."}

A line is one write at the end of the file, so that processes of one machine may share it. It is
with the system at once and on the disk when the system wants: a process that ends loses none.
"""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from online_store.month import Month
from serving.shared.usage.use import Use

_OWNER_ONLY: Final = 0o600


class _Line(Struct, frozen=True):
    tenant: str
    month: str
    decision_id: str


class UsageLog:
    """Writes lines.

    Args:
        path: of the file; where there is none, one is made.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _OWNER_ONLY)

    def add(self, use: Use) -> None:
        """Write a line.

        Raises:
            OSError: it cannot be written, or not all of it.
        """
        line = msgspec.json.encode(_Line(use.tenant, use.month.text, use.decision_id)) + b"\n"
        if os.write(self._file, line) < len(line):
            # What follows would be part of the broken line otherwise.
            os.write(self._file, b"\n")
            raise OSError("usage log: no room for the whole of a line")

    def close(self) -> None:
        """End; nothing can be added any more."""
        os.close(self._file)


class Recount(NamedTuple):
    """What logs say.

    Attributes:
        counts: what each tenant has used in each month.
        unreadable: lines that are none of a log, such as half of one where a disk was full.
    """

    counts: Mapping[tuple[str, Month], int]
    unreadable: int


def recounted(paths: Iterable[Path]) -> Recount:
    """Count again by logs alone, one of each machine.

    An id that is there twice counts once, in the earliest of its months.

    Raises:
        OSError: one cannot be read.
    """
    months: dict[tuple[str, str], Month] = {}
    unreadable = 0
    for path in paths:
        with path.open("rb") as file:
            for line in file:
                use = _use(line)
                if use is None:
                    unreadable += 1
                else:
                    known = months.get(use.identity, use.month)
                    months[use.identity] = min(known, use.month)
    return Recount(Counter((tenant, month) for (tenant, _), month in months.items()), unreadable)


def _use(line: bytes) -> Use | None:
    try:
        read = msgspec.json.decode(line, type=_Line)
        return Use(read.tenant, Month.of(read.month), read.decision_id)
    except ValueError:
        return None
