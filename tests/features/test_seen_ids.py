"""Distinct counts: exact below the limit whatever the order, a fair estimate above it."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.shared.accumulators import seen_ids
from features.shared.accumulators.runs import joined, occurs
from features.shared.accumulators.seen_ids import SeenIds

GAP_MS, REACH_MS, LATENESS_MS = 100, 300, 100
WINDOWS_MS = (100, 200, 300)
GONE_BY_MS = -(10**9)

EVENTS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 120), st.integers(0, 100)),
    min_size=1,
    max_size=60,
)


@pytest.mark.parametrize("few", [0, 16])
@given(EVENTS)
@settings(max_examples=300)
def test_counts_in_any_order_are_those_of_a_plain_set(
    few: int, events: list[tuple[str, int, int]]
) -> None:
    ids = SeenIds(GAP_MS, REACH_MS, most_ids=100)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seen_ids, "_FEW", few)
        seen = _compared(ids, events)
    assert len(seen) == len(events) >= 1


def _compared(ids: SeenIds, events: list[tuple[str, int, int]]) -> list[tuple[str, int]]:
    seen: list[tuple[str, int]] = []
    newest_ms = 0
    for identity, step_ms, setback_ms in events:
        newest_ms += step_ms
        time_ms = newest_ms - setback_ms
        inside = [{i for i, t in seen if time_ms - w < t <= time_ms} for w in WINDOWS_MS]
        assert [ids.met(identity, time_ms, w) for w in WINDOWS_MS] == [
            identity in window for window in inside
        ]
        assert ids.distinct(identity, time_ms, WINDOWS_MS) == [
            len(window | {identity}) for window in inside
        ]
        assert ids.distinct(None, time_ms, WINDOWS_MS) == [len(window) for window in inside]
        seen.append((identity, time_ms))
        ids.add(identity, time_ms, frontier_ms=newest_ms - LATENESS_MS)
    return seen


@pytest.mark.parametrize("few", [0, 16])
@given(EVENTS, st.integers(0, 200))
@settings(max_examples=300)
def test_windows_that_end_a_delay_earlier_are_those_of_a_plain_set(
    few: int, events: list[tuple[str, int, int]], delay_ms: int
) -> None:
    assert events
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seen_ids, "_FEW", few)
        _compare_delayed(events, delay_ms)


def _compare_delayed(events: list[tuple[str, int, int]], delay_ms: int) -> None:
    ids = SeenIds(GAP_MS, REACH_MS, most_ids=100, delay_ms=delay_ms)
    seen: list[tuple[str, int]] = []
    newest_ms = 0
    for identity, step_ms, setback_ms in events:
        newest_ms += step_ms
        seen.append((identity, newest_ms - setback_ms))
        ids.add(identity, newest_ms - setback_ms, frontier_ms=newest_ms - LATENESS_MS)
        for asked_ms in (newest_ms - LATENESS_MS, newest_ms):
            until_ms = asked_ms - delay_ms
            reached = [w for w in WINDOWS_MS if delay_ms + w <= REACH_MS]
            inside = [{i for i, t in seen if until_ms - w < t <= until_ms} for w in reached]
            assert [ids.met(identity, until_ms, w) for w in reached] == [
                identity in window for window in inside
            ]
            assert ids.distinct(None, until_ms, reached) == [len(window) for window in inside]


def test_an_id_that_came_where_a_run_was_forgotten_is_counted() -> None:
    ids = SeenIds(GAP_MS, REACH_MS, most_ids=100)
    for number in range(20):
        ids.add(f"later{number}", 10_000, frontier_ms=0)
    assert ids.distinct(None, 200, (GAP_MS,)) == [0]
    for time_ms, frontier_ms in ((100, 0), (430, 330), (540, 440), (300, 440)):
        ids.add("a", time_ms, frontier_ms)
    assert ids.distinct(None, 340, (GAP_MS, 200)) == [1, 1]
    assert ids.distinct(None, 420, (GAP_MS, 200)) == [0, 1]


CLOSE_TO_EDGES = st.builds(
    lambda fifties, one: 50 * fifties + one, st.integers(0, 6), st.integers(0, 1)
)


@given(st.lists(CLOSE_TO_EDGES, min_size=1, max_size=4), CLOSE_TO_EDGES)
@settings(max_examples=1000)
def test_joined_runs_answer_windows_as_the_occurrences_do(times: list[int], time_ms: int) -> None:
    runs = [times[0], times[0]]
    for occurrence_ms in times[1:]:
        runs = joined(runs, occurrence_ms, GAP_MS)
    for window_ms in WINDOWS_MS:
        expected = any(time_ms - window_ms < t <= time_ms for t in times)
        assert occurs(runs, time_ms - window_ms, time_ms) is expected


@given(st.permutations([0, 50, 150, 151, 400, 401, 650]))
def test_runs_do_not_depend_on_the_order_of_the_occurrences(times: list[int]) -> None:
    runs = [times[0], times[0]]
    for occurrence_ms in times[1:]:
        runs = joined(runs, occurrence_ms, GAP_MS)
    assert runs == [0, 151, 400, 401, 650, 650]


def test_thousands_of_ids_in_any_order_are_counted_as_in_a_plain_set() -> None:
    choice = Random(3)
    ids, seen = SeenIds(GAP_MS, REACH_MS, most_ids=10_000), list[tuple[str, int]]()
    for number in range(4_000):
        newest_ms = number // 4
        time_ms = newest_ms - choice.randrange(90) * (number % 3 == 0)
        identity = f"i{choice.randrange(600)}"
        if number % 20 == 0:
            expected = [len({i for i, t in seen if time_ms - w < t <= time_ms}) for w in WINDOWS_MS]
            assert ids.distinct(None, time_ms, WINDOWS_MS) == expected
        seen.append((identity, time_ms))
        ids.add(identity, time_ms, frontier_ms=newest_ms - LATENESS_MS)
    assert len(ids) > 300


def test_ids_and_runs_that_nobody_will_ask_for_go() -> None:
    ids = SeenIds(GAP_MS, REACH_MS, most_ids=10_000)
    for time_ms in range(0, 100_000, 10):
        ids.add(f"id{time_ms}", time_ms, frontier_ms=time_ms - LATENESS_MS)
        if time_ms % 150 == 0:
            ids.add("now and then", time_ms, frontier_ms=time_ms - LATENESS_MS)
    assert len(ids) <= 60
    assert max(len(gaps) for gaps in ids.image().gaps_ms) <= 2 * 4


def test_a_limit_that_is_not_exceeded_by_living_ids_keeps_counts_exact() -> None:
    ids = SeenIds(GAP_MS, REACH_MS, most_ids=50)
    for time_ms in range(0, 10_000, 10):
        assert ids.distinct("x", time_ms, (100,)) == [min(time_ms // 10, 9) + 1]
        ids.add(f"id{time_ms}", time_ms, frontier_ms=time_ms - LATENESS_MS)
    assert ids.image().level == 0


def test_above_the_limit_the_estimate_is_within_three_standard_errors() -> None:
    ids = SeenIds(GAP_MS, REACH_MS, most_ids=1024)
    for n in range(50_000):
        ids.add(f"id{n}", n // 500, GONE_BY_MS)
        ids.add(f"id{n // 2}", n // 500, GONE_BY_MS)
    assert 512 <= len(ids) <= 1024
    (estimate,) = ids.distinct("id0", 99, (100,))
    assert abs(estimate - 50_000) <= 3 * 50_000 / 512**0.5
    assert ids.distinct(None, 99, (100,)) == [estimate]


def test_the_estimate_of_a_part_of_the_sample_is_that_of_its_window() -> None:
    ids = SeenIds(GAP_MS, REACH_MS, most_ids=2048)
    for n in range(30_000):
        ids.add(f"id{n}", n // 100, GONE_BY_MS)
    (estimate,) = ids.distinct("id0", 299, (100,))
    assert abs(estimate - 10_000) <= 3 * 10_000 / 341**0.5


def test_the_same_ids_give_the_same_estimate_in_any_order() -> None:
    forwards, backwards = (SeenIds(GAP_MS, REACH_MS, most_ids=64) for _ in range(2))
    for n in range(1000):
        forwards.add(f"id{n}", 5, GONE_BY_MS)
        backwards.add(f"id{999 - n}", 5, GONE_BY_MS)
    assert forwards.distinct("id1", 9, WINDOWS_MS) == backwards.distinct("id1", 9, WINDOWS_MS)


def test_counting_is_exact_again_once_the_sample_has_expired() -> None:
    ids = SeenIds(GAP_MS, REACH_MS, most_ids=16)
    for n in range(100):
        ids.add(f"id{n}", 0, GONE_BY_MS)
    assert ids.distinct("new", REACH_MS, WINDOWS_MS) == [1, 1, 1]
    assert ids.met("new", REACH_MS, REACH_MS) is False
    ids.add("new", REACH_MS, frontier_ms=REACH_MS)
    assert ids.distinct("newer", REACH_MS, WINDOWS_MS) == [2, 2, 2]


def test_ids_that_come_back_for_ever_keep_the_runs_behind_the_frontier_alone() -> None:
    ids = SeenIds(GAP_MS, 1_000 * REACH_MS, most_ids=100)
    for number in range(1_000):
        time_ms = number * 2 * GAP_MS
        ids.add("a", time_ms, frontier_ms=time_ms - 10 * GAP_MS)
    (gaps_ms,) = ids.image().gaps_ms
    assert len(gaps_ms) // 2 == 6
    assert ids.distinct(None, time_ms - 10 * GAP_MS, [GAP_MS]) == [1]
    assert ids.distinct(None, time_ms - 9 * GAP_MS, [GAP_MS]) == [0]
