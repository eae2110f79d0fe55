"""Writes results as a local job does: parts that grow, are committed, and joined at the end."""

from pathlib import Path
from uuid import UUID

from jobs.shared.result_folder import PARTS, make_ready
from jobs.shared.results import join

OUTPUT = "decisions"


class WrittenResults:
    """The folder of results of one job, with one writer.

    Args:
        folder: of the results.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers = 0
        self._part = 0
        self._open: Path | None = None
        self.committed: list[bytes] = []
        self._uncommitted: list[bytes] = []

    def begin(self) -> None:
        """A new run, which overwrites the one before."""
        self._folder.mkdir(parents=True, exist_ok=True)
        make_ready(self._folder, [OUTPUT], overwrite=True)
        self.committed = []
        self._uncommitted = []
        self._begin_writer()

    def write(self, line: bytes) -> None:
        """Append a line to the part that is in progress."""
        self._append(line + b"\n")
        self._uncommitted.append(line)

    def write_half(self, line: bytes) -> None:
        """Append what a reader must wait for the rest of; `write_rest` follows."""
        self._append(line[: len(line) // 2])

    def write_rest(self, line: bytes) -> None:
        """The rest of a half line."""
        self._append(line[len(line) // 2 :] + b"\n")
        self._uncommitted.append(line)

    def checkpoint(self) -> None:
        """Commit what was written."""
        if self._open is not None:
            self._open.rename(self._bucket / f"part-{self._writer}-{self._part}")
            self._open = None
            self._part += 1
        self.committed += self._uncommitted
        self._uncommitted = []

    def fail(self) -> list[bytes]:
        """A failure; what was not committed is to be written again, by another writer."""
        lost, self._uncommitted = self._uncommitted, []
        self._begin_writer()
        return lost

    def finish(self) -> None:
        """The end of the run."""
        self.checkpoint()
        join(self._folder, [OUTPUT])

    @property
    def _bucket(self) -> Path:
        return self._folder / PARTS / OUTPUT / "2026-01-06--00"

    @property
    def _writer(self) -> UUID:
        return UUID(int=self._writers)

    def _begin_writer(self) -> None:
        self._writers += 1
        self._part = 0
        self._open = None

    def _append(self, content: bytes) -> None:
        if self._open is None:
            self._bucket.mkdir(parents=True, exist_ok=True)
            name = f".part-{self._writer}-{self._part}.inprogress.{UUID(int=0)}"
            self._open = self._bucket / name
        with self._open.open("ab") as part:
            part.write(content)
