"""Progress of a running job on stderr: one line renewed on a terminal, a line now and then else."""

import sys
from collections.abc import Callable
from time import monotonic
from typing import Final

import click

from jobs.shared.progress import JobProgress

_SHOWN_EVERY_S: Final = 10.0


class ProgressLines:
    """Shows how far a job is.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._renewed = sys.stderr.isatty()
        self._clock = clock
        self._shown_at_s: float | None = None

    def show(self, progress: JobProgress) -> None:
        """Take one look at the job."""
        text = (
            f"{progress.state.lower()}: {progress.records_read:,} records read,"
            f" {progress.records_decided:,} payments decided"
        )
        if self._renewed:
            click.echo(f"\r{text} ", nl=False, err=True)
        elif self._is_due():
            click.echo(text, err=True)

    def end(self) -> None:
        """Leave the renewed line."""
        if self._renewed:
            click.echo(err=True)

    def _is_due(self) -> bool:
        now_s = self._clock()
        if self._shown_at_s is not None and now_s - self._shown_at_s < _SHOWN_EVERY_S:
            return False
        self._shown_at_s = now_s
        return True
