"""Where records go that a request leaves behind: a file of JSON lines, or nowhere."""

from pathlib import Path
from typing import Protocol


class RecordSink(Protocol):
    """Takes records; it never waits for long, and never raises."""

    def put(self, record: bytes) -> bool:
        """Take a record, one line of JSON without its end; whether it was taken."""

    def close(self) -> None:
        """Take no more."""


class Nowhere:
    """Takes every record and keeps none."""

    def put(self, record: bytes) -> bool:
        """Take a record."""
        del record
        return True

    def close(self) -> None:
        """Take no more."""


class FileSink:
    """Appends to a file, a record a line; several processes may write to one.

    Args:
        path: of the file; its folder must be there.

    Raises:
        OSError: the file cannot be opened.

    Attributes:
        lost: records that could not be written.
    """

    def __init__(self, path: Path) -> None:
        # Without a buffer each record is one write at the end of the file: records of several
        # processes do not mix, and none is lost with its process.
        self._file = path.open("ab", buffering=0)
        self.lost = 0

    def put(self, record: bytes) -> bool:
        """Take a record."""
        line = record + b"\n"
        try:
            taken = self._file.write(line) == len(line)
        except OSError:
            taken = False
        self.lost += not taken
        return taken

    def close(self) -> None:
        """Close the file."""
        self._file.close()
