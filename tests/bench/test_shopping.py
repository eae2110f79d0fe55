"""Latencies of lists, from when their events were due."""

import pytest

from bench.shopping import figures


def test_a_list_is_late_by_the_time_from_when_its_event_was_due_to_when_it_was_read() -> None:
    due_s = {"begin": 100.0, "e1": 106.0, "e2": 107.0, "no list": 108.0, "replaced": 109.0}
    made = {"begin": "l0", "e1": "l1", "e2": "l2", "replaced": "l3"}
    found = figures(due_s, made, {"l0": 100.9, "l1": 106.01, "l2": 107.03})
    assert (found["lists"], found["payments"]) == (3, 2)
    assert found["seen_share"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["mean"] == pytest.approx(20.0)
    assert found["p99"] == pytest.approx(30.0)
