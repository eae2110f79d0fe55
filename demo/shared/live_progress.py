"""Progress of the job while it runs: a bar on a terminal, a line now and then elsewhere."""

from dataclasses import dataclass
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from jobs.shared.progress import JobProgress

_LINES: Final = 5
_MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Words:
    """What a job does, in words.

    Attributes:
        records: what it reads.
        done: what has become of a record that it is done with.
    """

    records: str
    done: str


class LiveProgress:
    """Shows how far the job is; a context manager around the job's run.

    Args:
        console: where to show it.
        total: records that it will be done with.
        paced_from: of these, how many there are before the rate applies.
        rate_per_s: that rate.
        words: what to call it.
    """

    def __init__(
        self, console: Console, total: int, paced_from: int, rate_per_s: int, words: Words
    ) -> None:
        self._console = console
        self._words = words
        self._total = total
        self._paced_from = paced_from
        self._rate_per_s = rate_per_s
        self._next_line = min(self._step(0), total)
        self._bar = Progress(
            TextColumn("  {task.description:<34}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn(words.done),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("starting Flink", total=total)

    def __enter__(self) -> Self:
        """Show it."""
        self._bar.start()
        if not self._console.is_terminal:
            self._console.print("  starting Flink")
        return self

    def __exit__(self, *_: object) -> None:
        """Take it away."""
        self._bar.stop()

    def show(self, progress: JobProgress) -> None:
        """Take one look at the job."""
        done = min(progress.records_decided, self._total)
        self._bar.update(self._task, completed=done, description=self._phase(progress))
        if self._console.is_terminal or done < self._next_line:
            return
        share = 100 * done // self._total
        self._console.print(f"  {self._phase(progress)}: {share} % {self._words.done}")
        step = self._step(done)
        ahead = (done // step + 1) * step
        # After the last record there is nothing more to say.
        self._next_line = min(ahead, self._total) if done < self._total else self._total + 1

    def _step(self, done: int) -> int:
        """So many records are between two lines: a fifth, or what comes in a minute at the rate."""
        if done < self._paced_from:
            return max(1, self._paced_from // _LINES)
        return max(1, min(self._total // _LINES, _MINUTE_S * self._rate_per_s))

    def _phase(self, progress: JobProgress) -> str:
        if progress.records_read == 0:
            return "starting Flink"
        if progress.records_decided < self._paced_from:
            return "history, flat out"
        return f"{self._rate_per_s} {self._words.records} a second"
