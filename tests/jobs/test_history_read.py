"""When a look at a job says that its history is read."""

import pytest

from events.shared.history_gauges import HISTORY_READ
from jobs.shared.history.read import is_read
from jobs.shared.progress import JobProgress


@pytest.mark.parametrize(
    ("said", "attempt", "expected"),
    [
        (0, 0, False),
        (1, 0, True),
        (3, 2, True),
        # The job restarted, and the gauge still shows what the attempt before it had read.
        (1, 1, False),
        (2, None, False),
    ],
)
def test_only_the_attempt_that_runs_counts(
    said: int, attempt: int | None, *, expected: bool
) -> None:
    look = JobProgress("RUNNING", 7, 0, {HISTORY_READ: said}, phase="history", attempt=attempt)
    assert is_read(look) is expected


def test_a_job_that_has_said_nothing_yet_has_not_read_it() -> None:
    assert not is_read(JobProgress("RUNNING", 0, 0, {}, phase="history", attempt=0))
