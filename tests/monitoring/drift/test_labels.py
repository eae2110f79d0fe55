"""How long labels take, and how many decisions have one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from events.fraud.label import Label
from monitoring.drift.label_delay import DELAY_CELLS, delay_cell, delay_quantile
from monitoring.drift.monitor import DriftMonitor
from tests.monitoring.drift.small_profiles import (
    DAY_MS,
    HOUR_MS,
    MODEL,
    PROFILE,
    START_MS,
    SmallDecision,
)

MINUTE_MS = 60_000


def label(number: int, paid_ms: int, delay_ms: int) -> Label:
    name = f"t-{number}"
    return Label(
        f"l-{number}-{delay_ms}", name, "c", "m", "chargeback", paid_ms, paid_ms + delay_ms
    )


@given(
    st.lists(st.integers(MINUTE_MS, 900 * DAY_MS), min_size=1, max_size=50),
    st.sampled_from([0.1, 0.5, 0.9, 1.0]),
)
def test_a_quantile_is_at_most_an_eighth_too_long(delays: list[int], share: float) -> None:
    counts = np.zeros(DELAY_CELLS, dtype=np.int64)
    for delay_ms in delays:
        counts[delay_cell(delay_ms)] += 1
    exact = sorted(delays)[max(1, int(np.ceil(share * len(delays) - 1e-9))) - 1]
    found = delay_quantile(counts, share)
    assert found is not None
    assert exact - 1 <= found <= exact * 1.1221


def test_without_labels_there_is_no_delay() -> None:
    assert delay_quantile(np.zeros(DELAY_CELLS, dtype=np.int64), 0.5) is None


def test_labels_count_for_the_window_of_their_payment_and_delays_for_that_of_the_report() -> None:
    monitor = DriftMonitor(PROFILE, MODEL.sha256)
    now_ms = START_MS + 9 * DAY_MS
    for number in range(10):
        monitor.feed(SmallDecision(str(number), now_ms - number * DAY_MS, {}))
    for number in range(4):
        monitor.feed_label(label(number, now_ms - number * DAY_MS, 2 * HOUR_MS))
    monitor.feed_label(label(9, now_ms - 9 * DAY_MS, 9 * DAY_MS))
    hour, day, week = monitor.report().windows
    assert [one.labelled for one in (hour, day, week)] == [1, 1, 4]
    assert [one.label_delay.labels for one in (hour, day, week)] == [1, 2, 5]
    assert week.label_delay.median_ms is not None
    assert 2 * HOUR_MS <= week.label_delay.median_ms <= 2.25 * HOUR_MS


def test_a_verdict_that_is_revised_is_one_label() -> None:
    monitor = DriftMonitor(PROFILE, MODEL.sha256)
    monitor.feed(SmallDecision("1", START_MS, {}))
    for delay_ms in (HOUR_MS, 2 * HOUR_MS):
        monitor.feed_label(label(1, START_MS, delay_ms))
    assert monitor.report().windows[1].labelled == 1
