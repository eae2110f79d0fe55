"""Progress of a running job on stderr: one line renewed on a terminal, a line now and then else."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from typing import Final

import click

from events.shared.history_gauges import HISTORY_NEWEST_MS
from jobs.shared.progress import JobProgress

_SHOWN_EVERY_S: Final = 10.0


class ProgressLines:
    """Shows how far a job is.

    Args:
        clock: seconds that only go forward.
        done: what is done with an event.
    """

    def __init__(
        self, clock: Callable[[], float] = monotonic, *, done: str = "payments decided"
    ) -> None:
        self._done = done
        self._renewed = sys.stderr.isatty()
        self._clock = clock
        self._shown_at_s: float | None = None
        self._phase = "live"
        self._last = ""

    def show(self, progress: JobProgress) -> None:
        """Take one look at the job."""
        if progress.phase != self._phase:
            self._begin(progress.phase)
        text = _text(progress, self._done)
        self._last = text
        if self._renewed:
            click.echo(f"\r{text} ", nl=False, err=True)
        elif self._is_due():
            click.echo(text, err=True)

    def _begin(self, phase: str) -> None:
        """Leave the last line of the phase before, as it was at its end."""
        if self._renewed and self._last:
            click.echo(err=True)
        elif self._last:
            click.echo(self._last, err=True)
        self._phase, self._shown_at_s = phase, None

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


def _text(progress: JobProgress, done: str) -> str:
    state = progress.state.lower()
    if progress.phase == "live":
        read, decided = progress.records_read, progress.records_decided
        return f"{state}: {read:,} records read, {decided:,} {done}"
    newest_ms = progress.counters.get(HISTORY_NEWEST_MS, 0)
    up_to = f", up to {datetime.fromtimestamp(newest_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
    return f"history {state}: {progress.records_read:,} records read{up_to if newest_ms else ''}"
