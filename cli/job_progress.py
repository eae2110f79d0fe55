"""Progress of a running job on stderr: one line renewed on a terminal, a line now and then else."""

import sys
from typing import Final

import click

from jobs.progress import JobProgress

_RECORDS_A_LINE: Final = 10_000


class ProgressLines:
    """Shows how far a job is."""

    def __init__(self) -> None:
        self._renewed = sys.stderr.isatty()
        self._shown = ("", -1)

    def show(self, progress: JobProgress) -> None:
        """Take one look at the job."""
        step = (progress.state, progress.records_decided // _RECORDS_A_LINE)
        if not self._renewed and step == self._shown:
            return
        self._shown = step
        text = (
            f"{progress.state.lower()}: {progress.records_read} records read,"
            f" {progress.records_decided} decided"
        )
        click.echo(f"\r{text} " if self._renewed else text, nl=not self._renewed, err=True)

    def end(self) -> None:
        """Leave the renewed line."""
        if self._renewed:
            click.echo(err=True)
