"""Reads of a finished run's file only what was not read from its parts."""

from hashlib import blake2b
from pathlib import Path
from typing import Final

from serving.shared.tail.growing_file import GrowingFile

_DIGEST_BYTES: Final = 16


def line_digest(line: bytes) -> bytes:
    """What a part is found again by in the joined file: a digest of its first line."""
    return blake2b(line, digest_size=_DIGEST_BYTES).digest()


class JoinedFile:
    """The lines of a file that parts were joined to, in whatever order, without those of some.

    Args:
        path: of the file.
        known: size in bytes of each part that is left out, by the digest of its first line.
        newest_bytes: as of a `GrowingFile`; None if there are known parts.
    """

    def __init__(self, path: Path, known: dict[bytes, int], newest_bytes: int | None) -> None:
        self._file = GrowingFile(path, None if known else newest_bytes)
        self._known = known

    def is_still(self, path: Path) -> bool:
        """Whether `path` has the file that is read, and that is as it was, or longer.

        Raises:
            OSError: nothing is there.
        """
        return self._file.is_at(path) and not self._file.is_rewritten

    @property
    def has_more(self) -> bool:
        """Whether there are bytes that were neither read nor left out."""
        return self._file.has_more

    def lines(self, most_bytes: int) -> list[bytes]:
        """The lines in the next bytes of the file, up to a part that is known."""
        start = self._file.consumed
        lines = self._file.lines(most_bytes)
        if not self._known:
            return lines
        for number, line in enumerate(lines):
            size = self._known.pop(line_digest(line), None)
            if size is not None and self._file.is_line_at(start + size):
                self._file.go_to(start + size)
                return lines[:number]
            start += len(line) + 1
        return lines

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
