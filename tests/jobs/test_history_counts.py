"""A history's counters are taken once it is read and they stand still; a run sums them up."""

import pytest

from jobs.shared.history import counts
from jobs.shared.history.counts import SETTLED_S, ReadAndCounted
from jobs.shared.history.summary import HistoryCounts, history_counts
from jobs.shared.progress import JobProgress


def _seen(read: int, **counters: int) -> JobProgress:
    return JobProgress("RUNNING", 0, 0, {"history_read": read, **counters}, attempt=0)


def test_it_waits_for_counters_that_still_move(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, SETTLED_S, 2 * SETTLED_S - 1, 2 * SETTLED_S, 3 * SETTLED_S])
    monkeypatch.setattr(counts, "monotonic", lambda: next(clock))
    reached = ReadAndCounted()
    looks = [_seen(1), _seen(1, rejected=3), _seen(1, rejected=3), _seen(1, rejected=3)]
    assert [reached(look) for look in looks] == [False, False, False, True]
    assert not reached(_seen(0, rejected=3))


def test_the_counters_are_summed_up() -> None:
    counters = {"decided_allow": 5, "late": 2, "rejected": 3}
    seen = JobProgress("RUNNING", 9, 6, counters, phase="history")
    assert history_counts(seen) == HistoryCounts(records=9, decided=6, late=2, rejected=3)
