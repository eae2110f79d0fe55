"""The folder of a file sink: held by one run at a time, and no result in it lost.

empty --run--> .parts --finished--> decisions.jsonl, rejected.jsonl, ...
                 |
                 +-- failed or interrupted: the parts stay, to be collected
"""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

PARTS: Final = ".parts"
"""Folder, within that of the results, of the parts that a running job writes, one by output."""


class ResultFolderError(RuntimeError):
    """Results cannot go into a folder; the message names it and says what to do."""


def result_files(folder: Path, outputs: Iterable[str]) -> dict[str, Path]:
    """The result files of a finished run, by output, there or not."""
    return {output: folder / f"{output}.jsonl" for output in outputs}


@contextmanager
def ready(
    folder: Path, outputs: Sequence[str], inputs: Iterable[Path], *, overwrite: bool
) -> Iterator[None]:
    """Hold `folder`, ready for the results of a new run.

    Args:
        folder: of the results.
        outputs: names of the results.
        inputs: files that the run reads; none may be among the results that go.
        overwrite: remove the results of an earlier run instead of refusing them.

    Raises:
        ResultFolderError: another run holds it, it has results, or cannot be written to.
    """
    with held(folder):
        results = {path.resolve() for path in result_files(folder, outputs).values()}
        for path in inputs:
            if path.resolve() in results:
                raise ResultFolderError(f"sink.uri: {folder}: the run reads {path.name} in it")
        make_ready(folder, outputs, overwrite=overwrite)
        yield


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep every other run, and collecting, out of `folder`; it is made if it is not there.

    The system lets go of the lock when the process ends, in whatever way.

    Raises:
        ResultFolderError: another run holds it, or it cannot be a folder of results.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise ResultFolderError(
            f"sink.uri: {folder}: not a folder to write to: {error.strerror}"
        ) from None
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def make_ready(folder: Path, outputs: Iterable[str], *, overwrite: bool) -> None:
    """Make `folder` ready for a new run.

    Args:
        folder: one that is held.
        outputs: names of the results.
        overwrite: remove the results of an earlier run instead of refusing them.

    Raises:
        ResultFolderError: it has results, finished or not, or cannot be written to.
    """
    if not os.access(folder, os.W_OK):
        raise ResultFolderError(f"sink.uri: {folder}: not a folder to write to: not permitted")
    present = [path for path in result_files(folder, outputs).values() if path.exists()]
    parts = folder / PARTS
    if not overwrite and parts.exists():
        raise ResultFolderError(
            f"sink.uri: {folder}: the parts of a run that did not finish are in it: "
            "`revstream collect` joins them; or take another folder, or --overwrite"
        )
    if not overwrite and present:
        raise ResultFolderError(
            f"sink.uri: {folder}: the results of an earlier run are in it: "
            "take another folder, or --overwrite"
        )
    for path in present:
        path.unlink()
    shutil.rmtree(parts, ignore_errors=True)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ResultFolderError(
            f"{folder}: another run is writing there; give each a folder of its own"
        ) from None
    except OSError as error:
        raise ResultFolderError(
            f"{folder}: the file system takes no lock ({error.strerror}); take a local folder"
        ) from None
