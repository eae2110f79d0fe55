"""Keeps a worker's code where it was imported from, while Flink moves it at every restart.

start    Flink unpacks the code to A; its modules are imported from there
restart  Flink deletes A and unpacks to B; in thread mode the modules of A are still loaded
         A --link--> B, so that what they read or import from then on is found
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Final

_HOME: Final = Path(__file__).parents[2]
_THIS: Final = Path(__file__).relative_to(_HOME)


class StaleCodeError(RuntimeError):
    """The worker has loaded code that is not the job's."""


class UnpackedCode:
    """The code that this process has imported.

    Args:
        home: folder that it was imported from; not resolved, as it may be a link that goes away.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._version = _version(home)
        self._lock = Lock()

    def keep_readable(self, search_path: Sequence[str]) -> None:
        """Let `home` lead to where the code is now, if it is gone.

        Args:
            search_path: folders that modules are imported from; Flink puts the job's first.

        Raises:
            StaleCodeError: the code in them is another version than the loaded one, which cannot
                be replaced in a running process.
        """
        with self._lock:
            newest = _first_with_this(search_path)
            if newest is None:
                return
            if _version(newest) != self._version:
                raise StaleCodeError(
                    f"this TaskManager has loaded the code of another bundle, {self._version},"
                    f" and the job has {_version(newest)}: restart the TaskManagers, or set"
                    " job.execution_mode=process"
                )
            if not self._home.exists():
                _link(self._home, newest)


def _first_with_this(search_path: Sequence[str]) -> Path | None:
    folders = (Path(folder) for folder in search_path)
    return next((folder for folder in folders if (folder / _THIS).is_file()), None)


def _version(home: Path) -> str | None:
    """The hash of the code that a bundle has beside it, None outside of bundles."""
    for described in home.glob("revstream-*.dist-info/code.sha256"):
        return described.read_text(encoding="ascii").strip()
    return None


def _link(home: Path, target: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    # A link that leads nowhere, from the restart before.
    home.unlink(missing_ok=True)
    home.symlink_to(target, target_is_directory=True)


_imported: Final = UnpackedCode(_HOME)


def keep_code_readable() -> None:
    """To be called by every function that Flink opens, before it reads or imports anything."""
    _imported.keep_readable(sys.path)
