"""Progress of payments that are replayed through the feature code, on a terminal's stderr."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn


@contextmanager
def replay_progress(payments: int, *, shown: bool) -> Iterator[Callable[[int], None]]:
    """Gives the function to call with the number of payments replayed, of so many."""
    columns = (
        TextColumn("replay"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} payments, {task.fields[rate]:,}/s,"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    begin = monotonic()
    with Progress(*columns, console=console, disable=not (shown and sys.stderr.isatty())) as bar:
        task = bar.add_task("replay", total=payments, rate=0)

        def taken(count: int) -> None:
            rate = int(count / max(monotonic() - begin, 1e-3))
            bar.update(task, completed=count, rate=rate)

        yield taken
