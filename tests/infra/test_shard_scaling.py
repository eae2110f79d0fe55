"""What is decided about shards, against a slow oracle and over whole days of load."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from infra.shard_scaling.handler import (
    MAX_CHANGES,
    PERIOD_S,
    SHARD_BYTES_PER_S,
    SHARD_RECORDS_PER_S,
    Bounds,
    Load,
    measured_load,
    wanted_shards,
)

_NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_PERIOD = timedelta(seconds=PERIOD_S)
_BOUNDS = st.tuples(st.integers(1, 40), st.integers(0, 60)).map(
    lambda pair: Bounds(pair[0], pair[0] + pair[1])
)
_SHARDS = st.integers(1, 120)
_CHANGES = st.integers(0, 12)


@st.composite
def _loads(draw: st.DrawFn) -> Load:
    recent = draw(st.floats(0, 150))
    return Load(recent, draw(st.floats(recent, 160)))


def _oracle(open_shards: int, load: Load, changes: int, bounds: Bounds) -> int:
    """The rules as a search over every number that the service would take."""
    reachable = [
        each for each in range(1, 241) if open_shards <= 2 * each and each <= 2 * open_shards
    ]
    more = [each for each in reachable if each > open_shards]
    fewer = [each for each in reachable if each < open_shards and load.recent <= 0.7 * each]
    if changes >= 8:
        return open_shards
    if open_shards < bounds.least:
        return max(each for each in more if each <= bounds.least)
    if load.recent > 0.7 * open_shards:
        return max([each for each in more if each <= bounds.most], default=open_shards)
    if changes >= 4:
        return open_shards
    smallest = ceil(open_shards / 2)
    if open_shards > bounds.most:
        target = max(smallest, bounds.most)
    elif load.longest < 0.2 * open_shards:
        target = max(smallest, bounds.least)
    else:
        return open_shards
    return target if target in fewer else open_shards


@given(_SHARDS, _loads(), _CHANGES, _BOUNDS)
def test_the_decision_is_that_of_the_oracle(
    open_shards: int, load: Load, changes: int, bounds: Bounds
) -> None:
    wanted = wanted_shards(open_shards, load, changes, bounds)
    assert wanted == _oracle(open_shards, load, changes, bounds)


@given(_SHARDS, _loads(), _CHANGES, _BOUNDS)
def test_no_change_is_more_than_the_service_takes(
    open_shards: int, load: Load, changes: int, bounds: Bounds
) -> None:
    wanted = wanted_shards(open_shards, load, changes, bounds)
    assert open_shards / 2 <= wanted <= 2 * open_shards


@given(_SHARDS, _loads(), _CHANGES, _BOUNDS)
def test_no_change_leads_out_of_the_bounds_or_into_overload(
    open_shards: int, load: Load, changes: int, bounds: Bounds
) -> None:
    wanted = wanted_shards(open_shards, load, changes, bounds)
    assert wanted >= min(open_shards, bounds.least)
    assert wanted <= max(open_shards, bounds.most)
    if wanted < open_shards:
        assert load.recent <= 0.7 * wanted


@given(_SHARDS, st.floats(0, 150), _BOUNDS)
def test_under_a_steady_load_the_number_settles_without_turning_back(
    open_shards: int, load: float, bounds: Bounds
) -> None:
    counts = [open_shards]
    for _ in range(12):
        counts.append(wanted_shards(counts[-1], Load(load, load), 0, bounds))
    steps = [after - before for before, after in pairwise(counts) if after != before]
    assert counts[-1] == counts[-2]
    assert all(step > 0 for step in steps) or all(step < 0 for step in steps)


# Runs of a level, so that a day has quiet hours and busy ones.
_DAYS = st.lists(st.tuples(st.floats(0, 40), st.integers(1, 80)), min_size=4, max_size=40).map(
    lambda runs: [level for level, periods in runs for _ in range(periods)]
)


def _changed_at(levels: list[float]) -> list[int]:
    """The periods of five minutes after which a stream of 4 shards has another number."""
    changed_at: list[int] = []
    open_shards = 4
    for at in range(len(levels)):
        seen = levels[max(0, at - 72) : at + 1]
        recent = max(levels[max(0, at - 2) : at + 1])
        changes = sum(1 for earlier in changed_at if at - earlier <= 288)
        wanted = wanted_shards(open_shards, Load(recent, max(seen)), changes, Bounds(2, 32))
        if wanted != open_shards:
            changed_at.append(at)
            open_shards = wanted
    return changed_at


def test_a_load_that_goes_up_and_down_changes_the_number_as_often_as_is_allowed() -> None:
    levels = [level for level in [40.0, 0.1] * 12 for _ in range(80)]
    changed_at = _changed_at(levels)
    most = max(sum(1 for other in changed_at if at <= other < at + 288) for at in changed_at)
    assert most == MAX_CHANGES


@given(_DAYS)
def test_no_24_hours_of_any_load_see_more_changes_than_are_allowed(levels: list[float]) -> None:
    # A busy day before them, so that there are changes to count.
    changed_at = _changed_at([40.0] * 80 + levels)
    assert changed_at
    for at in changed_at:
        assert sum(1 for other in changed_at if at <= other < at + 288) <= MAX_CHANGES


_SUMS = st.dictionaries(
    st.integers(0, 100).map(lambda number: _NOW - number * _PERIOD), st.floats(0, 1e10)
)


@given(_SUMS, _SUMS)
def test_the_load_is_the_busiest_period_by_bytes_or_by_records(
    bytes_in: dict[datetime, float], records_in: dict[datetime, float]
) -> None:
    def busiest(minutes: int) -> float:
        most = 0.0
        for number in range(minutes // 5 + 1):
            start = _NOW - number * _PERIOD
            by_bytes = bytes_in.get(start, 0.0) / SHARD_BYTES_PER_S / PERIOD_S
            by_records = records_in.get(start, 0.0) / SHARD_RECORDS_PER_S / PERIOD_S
            most = max(most, by_bytes, by_records)
        return most

    assert measured_load(bytes_in, records_in, _NOW) == Load(busiest(15), busiest(360))


def test_a_stream_at_70_percent_keeps_its_shards_and_above_gets_twice_as_many() -> None:
    bounds = Bounds(4, 64)
    assert wanted_shards(10, Load(7.0, 7.0), 0, bounds) == 10
    assert wanted_shards(10, Load(7.01, 7.01), 0, bounds) == 20


def test_a_stream_that_was_busy_within_six_hours_keeps_its_shards() -> None:
    bounds = Bounds(4, 64)
    assert wanted_shards(16, Load(0.1, 3.2), 0, bounds) == 16
    assert wanted_shards(16, Load(0.1, 3.1), 0, bounds) == 8


def test_growing_is_still_possible_where_shrinking_no_longer_is() -> None:
    bounds = Bounds(4, 64)
    assert wanted_shards(16, Load(0.1, 0.1), 4, bounds) == 16
    assert wanted_shards(16, Load(12.0, 12.0), 4, bounds) == 32
    assert wanted_shards(16, Load(12.0, 12.0), 8, bounds) == 16
