"""A history on this machine as one file, by event time.

    history/2026-05-02.jsonl  --+
    history/2026-05-01.jsonl  --+--> sorted --> the file that the job reads

On a cluster nothing is sorted: there the order of the files' names is that of their times.
"""

from collections.abc import Iterator
from pathlib import Path

from jobs.shared.history.files import NoHistoryError, is_history_file
from jobs.shared.history.sorted_lines import TimedLine, sorted_lines
from jobs.shared.line_files import lines_of
from jobs.shared.merged_file import TimeOf


def write_in_order(history: Path, target: Path, time_of: TimeOf) -> None:
    """Write the lines of all files of `history`, a file or a folder, to `target` by event time.

    What is no event stays behind the line before it. Runs lie beside `target` for a while.

    Raises:
        NoHistoryError: there are no files.
    """
    folder = target.parent
    with target.open("wb") as output:
        for _, line in sorted_lines(_timed(_files(history), time_of), folder):
            output.write(line + b"\n")
    for run in folder.glob("run-*"):
        run.unlink()


def _files(history: Path) -> list[Path]:
    if history.is_file():
        return [history]
    found = sorted(
        path
        for path in history.rglob("*")
        if path.is_file() and is_history_file(path.relative_to(history).parts)
    )
    if not found:
        raise NoHistoryError(f"source.history: file:{history}: no JSON Lines in this folder")
    return found


def _timed(files: list[Path], time_of: TimeOf) -> Iterator[TimedLine]:
    last_ms = 0
    for path in files:
        for line in lines_of(path):
            time_ms = time_of(line)
            last_ms = last_ms if time_ms is None else time_ms
            yield last_ms, line
