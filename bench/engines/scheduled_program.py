"""The program of the job, whose payments of a file are sent on a schedule.

``scheduled_program.py SCHEDULE LAGS ARGUMENTS...``, started by `flink run -py`; the arguments are
those of the program, see `jobs.program`.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from bench.engines.schedule import SentOnSchedule, schedule_of
from jobs.program import main

ANY_RATE: dict[str, str] = {"source.rate_per_s": "1"}
"""Without a rate, a file is read without a pace."""


@contextmanager
def sent_on(schedule: str, lags: Path) -> Iterator[None]:
    """A job that is built within sends its payments on the schedule, in place of its one rate."""

    def paced(rate_per_s: int, after: int, rest_s: int, *, one_core: bool) -> SentOnSchedule:  # noqa: ARG001 - the job's own
        return SentOnSchedule(schedule_of(schedule), lags, one_core=one_core)

    with patch("jobs.shared.sources.Pace", paced):
        yield


if __name__ == "__main__":
    schedule, lags, *arguments = sys.argv[1:]
    rate = [part for name, value in ANY_RATE.items() for part in ("--set", f"{name}={value}")]
    with sent_on(schedule, Path(lags)):
        main([*arguments, *rate])
