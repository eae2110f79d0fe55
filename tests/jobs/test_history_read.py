"""When a look at a job says that its history is read."""

from collections.abc import Iterator

import pytest

from events.shared.history_gauges import HISTORY_READ
from jobs.fraud.job import FRAUD
from jobs.shared.history import counts, on_cluster
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


def test_a_job_is_stopped_once_the_attempt_that_has_read_all_has_run_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first attempt says so, and fails two seconds later; a second one takes its place."""
    clock = _Clock()
    looks = _attempts(0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1)
    stopped_at_s: list[float] = []

    def stop(*_: object) -> tuple[str, str]:
        stopped_at_s.append(clock.now_s)
        return "file:/savepoint", ""

    monkeypatch.setattr(counts, "monotonic", lambda: clock.now_s)
    monkeypatch.setattr(on_cluster, "sleep", clock.sleep)
    monkeypatch.setattr(on_cluster, "read_progress", lambda *_: next(looks))
    monkeypatch.setattr(on_cluster, "_job_id", lambda _: "job")
    monkeypatch.setattr(on_cluster, "_stopped", stop)
    monkeypatch.setattr(on_cluster, "_check_attempt", lambda *_: None)
    end = on_cluster.finish_history("http://cluster", "file:/to", FRAUD.watched, lambda _: None)
    assert (end.seen.attempt, stopped_at_s) == (1, [3 + 5])


class _Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


def _attempts(*numbers: int) -> Iterator[JobProgress]:
    """Looks, a second apart, of which every one says that all is read."""
    for attempt in numbers:
        yield JobProgress("RUNNING", 7, 0, {HISTORY_READ: attempt + 1}, "history", attempt)
