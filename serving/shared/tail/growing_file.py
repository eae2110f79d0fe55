"""Reads the lines of a file that grows: whole ones only, wherever the file is moved meanwhile."""

import os
from pathlib import Path
from typing import Final

from features.shared.regular_file import open_regular

MOST_LINE_BYTES: Final = 1 << 20
"""A longer line is cut here and given as it is, for its reader to refuse; its rest is skipped."""

_HEAD_BYTES: Final = 1 << 12
"""By so much of its beginning a file is known: more than one decision."""


class GrowingFile:
    """A file that is kept open, so that a rename or removal loses none of it.

    Args:
        path: of a file that is there.
        newest_bytes: of a larger file only so much of its end is read, from a line's beginning on;
            None for all.

    Raises:
        NoRegularFileError: it is a folder, a pipe or a device.
        OSError: it cannot be opened.
    """

    def __init__(self, path: Path, newest_bytes: int | None = None) -> None:
        self._descriptor = open_regular(path)
        self._offset = 0
        self._half = b""
        self._skipping = False
        if newest_bytes is not None and self.size > newest_bytes:
            # One byte more: it is the end of a line if the next byte begins one.
            self._offset = self.size - newest_bytes - 1
            self._skipping = True
        self._head = os.pread(self._descriptor, min(self._offset, _HEAD_BYTES), 0)

    def is_at(self, path: Path) -> bool:
        """Whether this file is what `path` names now.

        Raises:
            OSError: nothing is there.
        """
        return os.path.samestat(path.stat(), os.fstat(self._descriptor))

    @property
    def size(self) -> int:
        """Bytes in the file now."""
        return os.fstat(self._descriptor).st_size

    @property
    def consumed(self) -> int:
        """Bytes of the lines that were given or skipped."""
        return self._offset - len(self._half)

    @property
    def has_more(self) -> bool:
        """Whether there are bytes that were not read."""
        return self.size > self._offset

    @property
    def is_rewritten(self) -> bool:
        """Whether it is shorter than what was read of it, or no longer begins as it did."""
        if self.size < self._offset:
            return True
        return os.pread(self._descriptor, len(self._head), 0) != self._head

    def lines(self, most_bytes: int) -> list[bytes]:
        """The whole lines, without their ends, in the next bytes of the file.

        Args:
            most_bytes: so many are read.
        """
        block = os.pread(self._descriptor, most_bytes, self._offset)
        if len(self._head) == self._offset:
            self._head += block[: _HEAD_BYTES - len(self._head)]
        self._offset += len(block)
        if self._skipping:
            end = block.find(b"\n")
            if end < 0:
                return []
            block = block[end + 1 :]
            self._skipping = False
        *whole, self._half = (self._half + block).split(b"\n")
        if len(self._half) > MOST_LINE_BYTES:
            whole.append(self._half)
            self._half = b""
            self._skipping = True
        return whole

    def is_line_at(self, offset: int) -> bool:
        """Whether a line begins, or the file ends after one, at `offset` above 0."""
        return os.pread(self._descriptor, 1, offset - 1) == b"\n"

    def go_to(self, offset: int) -> None:
        """Go on at `offset`, where a line begins."""
        self._offset = offset
        self._half = b""
        self._skipping = False

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)
