"""The interface of what is followed: records as they come, from wherever a job writes them."""

from pathlib import Path
from typing import Protocol

from msgspec import Struct


class Polled(Struct, frozen=True):
    """What one look found.

    Attributes:
        records: that are new, about in the order in which they were written.
        has_more: whether more is there already; else it is time for a pause.
        run: number of the run that wrote them. With a new one all begins anew: the results of the
            run before were removed, and the same ids may come again.
        fault: why nothing can be read though something is there, such as a folder in place of a
            file; None where all is well, or nothing is there yet.
    """

    records: list[bytes]
    has_more: bool = False
    run: int = 1
    fault: str | None = None


def fault_of(error: OSError, path: Path) -> str | None:
    """What is said of a file that cannot be opened or read; None of one that is not there.

    Args:
        error: why.
        path: named where the error names none.
    """
    if isinstance(error, FileNotFoundError):
        return None
    return f"{error.filename or path}: {error.strerror}"


def is_there(path: Path) -> bool:
    """Whether `path` names something.

    Raises:
        OSError: nobody can tell, such as below a file, or in a loop of links, where `Path.exists`
            says no.
    """
    try:
        path.stat()
    except FileNotFoundError:
        return False
    return True


class RecordSource(Protocol):
    """Records that are followed from one thread."""

    def poll(self) -> Polled:
        """What is new since the last call, a bounded part of it; empty where nothing can be had.

        A record may come again, after a failure of what writes it.
        """

    def close(self) -> None:
        """Let go of files and connections."""
