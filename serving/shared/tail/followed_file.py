"""Follows one file of lines by its name: from before it is there, through being written anew."""

from pathlib import Path
from typing import Final

from serving.shared.tail.growing_file import GrowingFile
from serving.shared.tail.source import Polled, fault_of

BLOCK_BYTES: Final = 1 << 18
"""What one look reads at most: some hundred decisions, a few milliseconds of work."""


class FollowedFile:
    """The lines of a file.

    A file of the same name that takes its place, once the rest of the first was read, or one that
    became shorter or got another beginning, is another run.

    Args:
        path: where the file is, or will be.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: GrowingFile | None = None
        self._run = 1

    def poll(self) -> Polled:
        """The lines that are new."""
        try:
            if self._file is None:
                self._file = GrowingFile(self._path)
            elif self._is_another(self._file):
                file = GrowingFile(self._path)
                self.close()
                self._file = file
                self._run += 1
                return Polled([], has_more=True, run=self._run)
            lines = self._file.lines(BLOCK_BYTES)
            return Polled(lines, self._file.has_more, self._run)
        except OSError as error:
            return Polled([], run=self._run, fault=fault_of(error, self._path))

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _is_another(self, file: GrowingFile) -> bool:
        """Whether the name stands for other content than that of the open file, which was read.

        Raises:
            OSError: nothing is there.
        """
        return file.is_rewritten or not (file.has_more or file.is_at(self._path))
