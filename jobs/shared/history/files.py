"""The files of a history in the order in which they are read, as Flink's file systems see them.

    .../history/2026-05/01.jsonl  .../history/2026-05/02.jsonl.gz  .../history/2026-06/01.jsonl

The order is that of their names, a folder's within it: files named after their days lie in it.
"""

from collections.abc import Sequence
from typing import Any, Final

from pyflink.java_gateway import get_gateway

from jobs.shared.locations import LocalPath, S3Prefix, flink_path

_ENDINGS: Final = (".jsonl", ".jsonl.gz", ".json", ".json.gz")
_LEFT_BY_PROGRAMS: Final = (".", "_")


class NoHistoryError(ValueError):
    """There is no history to read; the message says where it was looked for."""


def history_files(history: LocalPath | S3Prefix) -> list[str]:
    """The paths of the files of `history`, itself a file or a folder that is searched through.

    Files whose name, or folder's name, begins with a dot or an underscore are left out.

    Raises:
        NoHistoryError: there is no such file, or it cannot be looked for.
    """
    root = flink_path(history.path) if isinstance(history, LocalPath) else history.uri
    try:
        path = get_gateway().jvm.org.apache.flink.core.fs.Path(root)
        system = path.getFileSystem()
        status = system.getFileStatus(path)
        found = sorted(_below(system, status)) if status.isDir() else [root]
    except Exception as error:
        raise NoHistoryError(f"source.history: {history}: {_reason(error)}") from error
    if not found:
        raise NoHistoryError(
            f"source.history: {history}: files ending in {', '.join(_ENDINGS)} are expected"
        )
    return found


def is_history_file(parts: Sequence[str]) -> bool:
    """Whether a file below the history's folder, by the parts of its path there, is of it."""
    left = any(part.startswith(_LEFT_BY_PROGRAMS) for part in parts)
    return not left and parts[-1].lower().endswith(_ENDINGS)


def _below(system: Any, folder: Any) -> list[str]:  # noqa: ANN401 - of Flink
    found = []
    for status in system.listStatus(folder.getPath()):
        name = str(status.getPath().getName())
        if status.isDir():
            found += [] if name.startswith(_LEFT_BY_PROGRAMS) else _below(system, status)
        elif is_history_file([name]):
            found.append(str(status.getPath().toString()))
    return found


def _reason(error: Exception) -> str:
    java = getattr(error, "java_exception", None)
    return str(error) if java is None else str(java.toString()).partition("\n")[0]
