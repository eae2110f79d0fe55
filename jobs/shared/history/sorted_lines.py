"""Lines in the order of their times, in bounded memory: sorted runs on disk, then one merge.

lines --> run of 128 MiB, sorted --> file --+
          run of 128 MiB, sorted --> file --+--> merge --> lines by time
"""

import heapq
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Final

RUN_BYTES: Final = 128 * 1024 * 1024
_OF_AN_OBJECT: Final = 150
"""Bytes that a line of a run costs besides its own: the objects around it."""

TimedLine = tuple[int, bytes]
"""A time in milliseconds, and a line without its end."""


def sorted_lines(
    lines: Iterable[TimedLine], folder: Path, run_bytes: int = RUN_BYTES
) -> Iterator[TimedLine]:
    """`lines` by their times; those of one time stay in their order.

    Args:
        lines: without line feeds.
        folder: for the runs; they stay there.
        run_bytes: memory for one run.
    """
    runs: list[Path] = []
    run: list[TimedLine] = []
    held = 0
    for timed in lines:
        run.append(timed)
        held += len(timed[1]) + _OF_AN_OBJECT
        if held >= run_bytes:
            runs.append(_write(run, folder / f"run-{len(runs)}"))
            run, held = [], 0
    run.sort(key=itemgetter(0))
    return heapq.merge(*map(_read, runs), run, key=itemgetter(0))


def _write(run: list[TimedLine], path: Path) -> Path:
    run.sort(key=itemgetter(0))
    with path.open("wb") as file:
        file.writelines(b"%d %s\n" % timed for timed in run)
    return path


def _read(path: Path) -> Iterator[TimedLine]:
    with path.open("rb") as file:
        for line in file:
            time, _, rest = line.partition(b" ")
            yield int(time), rest.removesuffix(b"\n")
