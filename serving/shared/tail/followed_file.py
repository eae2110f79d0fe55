"""Follows one file of lines by its name: from before it is there, through being written anew."""

from pathlib import Path
from typing import Final

from serving.shared.tail.growing_file import GrowingFile
from serving.shared.tail.source import Polled

BLOCK_BYTES: Final = 1 << 18
"""What one look reads at most: some hundred decisions, a few milliseconds of work."""


class FollowedFile:
    """The lines of a file.

    A file of the same name that takes its place, or one that became shorter, is another run.

    Args:
        path: where the file is, or will be.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: GrowingFile | None = None
        self._run = 1

    def poll(self) -> Polled:
        """The lines that are new."""
        if self._file is None:
            self._file = _opened(self._path)
            if self._file is None:
                return Polled([], run=self._run)
        lines = self._file.lines(BLOCK_BYTES)
        if not lines and not self._file.has_more and self._is_another():
            self.close()
            self._run += 1
            return Polled([], has_more=True, run=self._run)
        return Polled(lines, self._file.has_more, self._run)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _is_another(self) -> bool:
        """Whether the name stands for other content than that of the open file."""
        if self._file is None or self._file.is_cut:
            return True
        try:
            status = self._path.stat()
        except OSError:
            return False
        return (status.st_dev, status.st_ino) != self._file.identity


def _opened(path: Path) -> GrowingFile | None:
    try:
        return GrowingFile(path)
    except OSError:
        return None
