"""The code of before the job was made faster, from the repository's history."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tarfile import open as open_archive
from tempfile import TemporaryDirectory
from typing import Final

from bench.forms import ROOT

REVISION: Final = "50f4437"
"""The revision whose loop is the measure of the job: 500 trees, features by hand."""
_PACKAGES: Final = ("events", "features", "models", "udfs")


class NoHistoryError(RuntimeError):
    """The revision is not in the repository, as in a shallow clone."""


@contextmanager
def code_before(revision: str = REVISION) -> Iterator[Path]:
    """A folder with the packages of a revision that a loop needs.

    Raises:
        NoHistoryError: the repository has no such revision.
    """
    command = ["git", "-C", str(ROOT), "archive", revision, *_PACKAGES]
    done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - of constants
    if done.returncode:
        raise NoHistoryError(f"{revision}: not in the history of {ROOT}: {done.stderr.decode()}")
    with TemporaryDirectory(prefix="revstream-before-") as folder:
        with open_archive(fileobj=BytesIO(done.stdout)) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)
