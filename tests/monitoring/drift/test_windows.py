"""Windowed counts beside a plain recount of the records of the window."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.drift.monitor import DriftMonitor
from monitoring.drift.tally import MOST_NAMED
from monitoring.drift.windows import DAY, HOUR, WEEK, WINDOWS, Window
from tests.monitoring.drift.small_profiles import (
    DAY_MS,
    HOUR_MS,
    MODEL,
    PROFILE,
    START_MS,
    SmallDecision,
)

TIMES = st.one_of(
    st.integers(START_MS, START_MS + 2 * HOUR_MS), st.integers(START_MS, START_MS + 9 * DAY_MS)
)
DECISIONS = st.builds(
    SmallDecision,
    decision_id=st.uuids().map(str),
    event_time_ms=TIMES,
    features=st.fixed_dictionaries(
        {}, optional={"amount": st.none() | st.floats(-5, 30) | st.integers(-5, 30)}
    ),
    late=st.booleans(),
    score=st.none() | st.floats(0, 1),
    country=st.sampled_from([None, "FR", "DE", "AQ", "BV"]),
)


@dataclass(frozen=True)
class Recount:
    """What is counted of a window."""

    decisions: int
    late: int
    amounts: list[int]
    countries: list[int]
    scores: list[int]
    new: dict[str, int]


def recounted(stream: Sequence[SmallDecision], window: Window) -> Recount:
    """Looks at every record again, without buckets or cells."""
    placed: list[tuple[int, SmallDecision]] = []
    for one in stream:
        newest = max((time_ms for time_ms, _ in placed), default=one.event_time_ms)
        placed.append((newest if one.late else one.event_time_ms, one))
    end = (max(time_ms for time_ms, _ in placed) // window.step_ms + 1) * window.step_ms
    inside = [one for time_ms, one in placed if end - window.width_ms <= time_ms < end]
    on_time = [one for one in inside if not one.late]
    amounts = [one.features.get("amount") for one in on_time]
    numbers = [float(value) for value in amounts if isinstance(value, int | float)]
    countries = [one.country for one in on_time]
    scores = [one.score for one in on_time if one.score is not None]
    return Recount(
        decisions=len(inside),
        late=len(inside) - len(on_time),
        amounts=[
            sum(value <= 0 for value in numbers),
            sum(0 < value <= 10 for value in numbers),
            sum(10 < value <= 20 for value in numbers),
            sum(value > 20 for value in numbers),
            len(on_time) - len(numbers),
        ],
        countries=[
            countries.count("FR"),
            countries.count("DE"),
            countries.count("AQ") + countries.count("BV"),
            countries.count(None),
        ],
        scores=[
            scores.count(0.0),
            sum(0 < score <= 0.1 for score in scores),
            sum(score > 0.1 for score in scores),
            0,
            0,
        ],
        new={name: countries.count(name) for name in ("AQ", "BV") if name in countries},
    )


def counted(monitor: DriftMonitor, window: Window) -> Recount:
    state = next(one for one in monitor.report().windows if one.name == window.name)
    amount, country, score = monitor.distributions(window)
    return Recount(
        decisions=state.decisions,
        late=state.late,
        amounts=amount.counts.tolist(),
        countries=country.counts.tolist(),
        scores=score.counts.tolist(),
        new=dict(country.new),
    )


@settings(max_examples=60)
@given(st.lists(DECISIONS, min_size=1, max_size=40))
def test_a_window_counts_what_a_recount_of_its_records_does(stream: list[SmallDecision]) -> None:
    monitor = DriftMonitor(PROFILE, MODEL.sha256)
    for one in stream:
        monitor.feed(one)
    for window in (HOUR, DAY, WEEK):
        assert counted(monitor, window) == recounted(stream, window)


@settings(max_examples=25)
@given(st.lists(DECISIONS.filter(lambda one: not one.late), min_size=1, max_size=30), st.randoms())
def test_the_order_of_arrival_does_not_matter(stream: list[SmallDecision], random: Random) -> None:
    monitor, other = (DriftMonitor(PROFILE, MODEL.sha256) for _ in range(2))
    shuffled = list(stream)
    random.shuffle(shuffled)
    for one, another in zip(stream, shuffled, strict=True):
        monitor.feed(one)
        other.feed(another)
    assert monitor.report() == other.report()


def test_a_decision_that_is_delivered_again_counts_once() -> None:
    monitor = DriftMonitor(PROFILE, MODEL.sha256)
    one = SmallDecision("d-1", START_MS, {"amount": 5})
    monitor.feed(one)
    monitor.feed(one)
    assert counted(monitor, DAY).decisions == 1
    assert [each for each in monitor.report().findings if each.feature == "repeated"]


def test_memory_is_bounded_however_long_the_stream_and_however_many_the_values() -> None:
    monitor = DriftMonitor(PROFILE, MODEL.sha256)
    for number in range(3_000):
        time_ms = START_MS + number * HOUR_MS
        monitor.feed(SmallDecision(str(number), time_ms, {}, country=f"made up {number}"))
    assert monitor.buckets_held == {"hour": 1, "day": 24, "week": 28}
    of_minute = DriftMonitor(PROFILE, MODEL.sha256)
    for number in range(3_000):
        of_minute.feed(SmallDecision(str(number), START_MS, {}, country=f"made up {number}"))
    _, country, _ = of_minute.distributions(HOUR)
    assert country.counts.tolist() == [0, 0, 3_000, 0]
    assert len(country.new) == MOST_NAMED


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: window.name)
def test_a_window_ends_with_the_bucket_of_the_newest_decision(window: Window) -> None:
    monitor = DriftMonitor(PROFILE, MODEL.sha256)
    last_ms = START_MS + window.width_ms - 1
    for number, time_ms in enumerate((START_MS - 1, START_MS, last_ms)):
        monitor.feed(SmallDecision(str(number), time_ms, {}))
    state = next(one for one in monitor.report().windows if one.name == window.name)
    assert (state.from_ms, state.to_ms) == (START_MS, last_ms + 1)
    assert (state.decisions, state.whole) == (2, True)
