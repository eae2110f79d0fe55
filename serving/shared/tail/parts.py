"""Reads the parts that a running job writes, committed or not, from first byte to last.

BUCKET/.part-WRITER-0.inprogress.ID  --grows, checkpoint-->  BUCKET/part-WRITER-0
"""

import os
from collections.abc import Iterator
from pathlib import Path
from time import time_ns
from typing import Final, NamedTuple

from serving.shared.tail.growing_file import GrowingFile
from serving.shared.tail.joined_file import line_digest
from serving.shared.tail.source import fault_of

_SETTLED_NS: Final = 2_000_000_000
"""A folder that changed so lately is looked at again: its time of change is not exact."""

_MOST_OPEN: Final = 64
"""Parts of writers that died stay open, for nobody says that they died; not more than so many."""

_FIRST_LINE_BYTES: Final = 1 << 16
"""In which the first line of a part ends."""


class _Found(NamedTuple):
    """A part in its folder."""

    name: str
    path: Path
    is_committed: bool
    changed_ns: int
    size: int

    @property
    def place(self) -> tuple[int, str, int]:
        writer, _, number = self.name.rpartition("-")
        return self.changed_ns, writer, int(number) if number.isdecimal() else 0


class _OpenPart:
    """A part that is read."""

    def __init__(self, found: _Found) -> None:
        self.path = found.path
        self.file = GrowingFile(found.path)
        self.is_committed = found.is_committed
        self.first: bytes | None = None

    def lines(self, most_bytes: int) -> list[bytes]:
        lines = self.file.lines(most_bytes)
        if self.first is None and lines:
            self.first = line_digest(lines[0])
        return lines


class Parts:
    """The parts of one run and output.

    A part or folder that cannot be read is a fault; it is tried again at each look, and the others
    go on.

    What it remembers of a part that was read is some hundred bytes; there is one a checkpoint.

    Args:
        folder: of the output's parts; it is there.
        newest_bytes: of the committed parts that are there now, the oldest are left out until the
            rest has no more bytes than that; None for all.

    Raises:
        OSError: there is no such folder, or it cannot be read.
    """

    def __init__(self, folder: Path, newest_bytes: int | None = None) -> None:
        self._folder = folder
        # Kept open, so that no other folder gets the same identity.
        self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        self._looked_ns: dict[str, int] = {}
        self._open: dict[str, _OpenPart] = {}
        self._read: dict[str, tuple[bytes, int] | None] = {}
        self._faults: set[str] = set()
        try:
            self._look(newest_bytes)
        except OSError:
            self.close()
            raise

    def is_in(self, folder: Path) -> bool:
        """Whether `folder` is the one whose parts are read, not one that took its place."""
        try:
            return os.path.samestat(os.fstat(self._descriptor), folder.stat())
        except OSError:
            return False

    @property
    def fault(self) -> str | None:
        """Why some of it could not be read at the last look; None if all could."""
        return min(self._faults, default=None)

    @property
    def has_more(self) -> bool:
        """Whether there are bytes in open parts that were not read."""
        return any(part.file.has_more for part in self._open.values())

    def lines(self, most_bytes: int) -> tuple[list[bytes], bool]:
        """Lines that are new, those of older parts first, and whether there are more."""
        self._look(None)
        fresh: list[bytes] = []
        for name, part in list(self._open.items()):
            if most_bytes <= 0:
                return fresh, True
            before = part.file.consumed
            try:
                fresh += part.lines(most_bytes)
            except OSError as error:
                self._note(error, part.path)
                continue
            most_bytes -= part.file.consumed - before
            if part.file.has_more:
                return fresh, True
            if part.is_committed:
                self._close(name)
        return fresh, False

    def known(self) -> dict[bytes, int]:
        """The size of each part that was read, by the digest of its first line."""
        # A job that failed writes again what it had not committed: that of the last part counts.
        open_ones = {
            part.first: part.file.consumed for part in self._open.values() if part.first is not None
        }
        return open_ones | dict(read for read in self._read.values() if read is not None)

    def close(self) -> None:
        """Let go of the folder and its files."""
        for name in list(self._open):
            self._close(name)
        os.close(self._descriptor)

    def _look(self, newest_bytes: int | None) -> None:
        """Open the parts that are new, and note those that were committed."""
        self._faults.clear()
        found = sorted(self._changed(), key=lambda part: part.place)
        left_out = _older(found, newest_bytes)
        for part in found:
            if part.name in self._open:
                self._open[part.name].is_committed |= part.is_committed
            elif part.name not in self._read:
                self._begin(part, is_left_out=part in left_out)
        for name in list(self._open)[: max(0, len(self._open) - _MOST_OPEN)]:
            if not self._open[name].file.has_more:
                self._close(name)

    def _begin(self, found: _Found, *, is_left_out: bool) -> None:
        try:
            self._open[found.name] = part = _OpenPart(found)
        except OSError as error:
            self._missed(error, found.path, found.path.parent)
            return
        if is_left_out:
            part.lines(_FIRST_LINE_BYTES)
            part.file.go_to(part.file.size)
            self._close(found.name)

    def _changed(self) -> Iterator[_Found]:
        """The parts in buckets that may have changed since they were looked at."""
        now_ns = time_ns()
        for bucket in self._entries(self._folder):
            try:
                changed_ns = bucket.stat().st_mtime_ns
                if not bucket.is_dir():
                    continue
            except OSError as error:
                self._note(error, Path(bucket.path))
                continue
            if changed_ns < self._looked_ns.get(bucket.name, 0) - _SETTLED_NS:
                continue
            self._looked_ns[bucket.name] = now_ns
            for entry in self._entries(Path(bucket.path)):
                if _name(entry) not in self._read:
                    yield from self._part(entry)

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        """What is in a folder; nothing where it cannot be read."""
        try:
            with os.scandir(folder) as entries:
                return list(entries)
        except OSError as error:
            self._missed(error, folder, folder)
            return []

    def _part(self, entry: os.DirEntry[str]) -> Iterator[_Found]:
        """The part that a file is, if it is one."""
        name, path = _name(entry), Path(entry.path)
        try:
            if name.startswith("part-") and entry.is_file():
                is_committed = not entry.name.startswith(".")
                stat = entry.stat()
                yield _Found(name, path, is_committed, stat.st_mtime_ns, stat.st_size)
        except OSError as error:
            self._missed(error, path, path.parent)

    def _missed(self, error: OSError, path: Path, bucket: Path) -> None:
        """Note a fault at `path`, and look at its bucket again: what mends it does not change it.

        What is not there was renamed or joined meanwhile, and is found there.
        """
        self._note(error, path)
        self._looked_ns.pop(bucket.name, None)

    def _note(self, error: OSError, path: Path) -> None:
        fault = fault_of(error, path)
        if fault is not None:
            self._faults.add(fault)

    def _close(self, name: str) -> None:
        part = self._open.pop(name)
        self._read[name] = None if part.first is None else (part.first, part.file.consumed)
        part.file.close()


def _name(entry: os.DirEntry[str]) -> str:
    """The name that a part has, or will have."""
    return entry.name.removeprefix(".").partition(".")[0]


def _older(found: list[_Found], newest_bytes: int | None) -> set[_Found]:
    """The committed parts before those that make up the newest bytes."""
    older: set[_Found] = set()
    if newest_bytes is None:
        return older
    for part in reversed(found):
        newest_bytes -= part.size
        if newest_bytes < 0 and part.is_committed:
            older.add(part)
    return older
