"""Decayed totals, to the last bit those of a recomputation over all events in order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.shared.accumulators import decayed_total
from features.shared.accumulators.decayed_total import DecayedTotal
from tests.features.accumulators.streams import LATENESS_MS, Event, stored_and_read, streams

HALF_LIFE_MS = 7
REACH_MS = 32 * HALF_LIFE_MS
STREAMS = streams(st.integers(-5, 1_000))


def naive(events: list[tuple[int, int]], time_ms: int, half_life_ms: int = HALF_LIFE_MS) -> float:
    """The recurrence over events (time, amount) up to a time, decayed from the last one to it."""
    total, before_ms = 0.0, None
    for known_ms, amount in sorted(events, key=lambda event: event[0]):
        if known_ms <= time_ms:
            total = amount + (
                0.0 if before_ms is None else decayed(total, known_ms - before_ms, half_life_ms)
            )
            before_ms = known_ms
    return 0.0 if before_ms is None else decayed(total, time_ms - before_ms, half_life_ms)


def decayed(total: float, gap_ms: int, half_life_ms: int) -> float:
    return 0.0 if gap_ms > 32 * half_life_ms else total * 2 ** (-gap_ms / half_life_ms)


@pytest.mark.parametrize("batch", [1, 3, 256])
@given(STREAMS, st.integers(0, 50))
@settings(max_examples=300)
def test_totals_in_any_order_are_those_of_the_recurrence(
    batch: int, stream: list[Event], restored_at: int
) -> None:
    assert stream
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decayed_total, "_BATCH", batch)
        _compare(stream, restored_at)


def _compare(stream: list[Event], restored_at: int) -> None:
    total, seen = DecayedTotal(HALF_LIFE_MS, 1_000), list[tuple[int, int]]()
    for number, event in enumerate(stream):
        if not event.late:
            assert total.value(event.time_ms, None) == naive(seen, event.time_ms)
            with_this = naive([*seen, (event.time_ms, event.value)], event.time_ms)
            assert total.value(event.time_ms, event.value) == with_this
        floor_ms = event.frontier_ms - LATENESS_MS
        if event.time_ms > floor_ms:
            seen.append((event.time_ms, event.value))
        total.add(event.time_ms, event.value, floor_ms)
        if number == restored_at:
            image = total.image()
            total = DecayedTotal(HALF_LIFE_MS, 1_000)
            total.restore(stored_and_read(image))


QUESTIONS = st.lists(st.tuples(st.integers(0, 240), st.booleans()), min_size=10, max_size=40)


@pytest.mark.parametrize("batch", [1, 4])
@given(st.lists(st.integers(0, 240), min_size=60, max_size=90), QUESTIONS)
@settings(max_examples=100)
def test_totals_that_are_computed_again_in_parts_are_those_of_the_recurrence(
    batch: int, times_ms: list[int], questions: list[tuple[int, bool]]
) -> None:
    total, seen = DecayedTotal(1, 1_000), [(time_ms, 1 + time_ms % 3) for time_ms in times_ms]
    for event in seen:
        total.add(*event, floor_ms=-1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decayed_total, "_BATCH", batch)
        for at_ms, comes in questions:
            if comes:
                seen.append((at_ms, 7))
                total.add(at_ms, 7, floor_ms=-1)
            else:
                assert total.value(at_ms, None) == naive(seen, at_ms, half_life_ms=1)
        assert [total.value(at_ms, None) for at_ms in range(0, 300, 20)] == [
            naive(seen, at_ms, half_life_ms=1) for at_ms in range(0, 300, 20)
        ]


@given(st.permutations([(0, 3), (5, 1), (6, 10), (20, 7), (300, 2), (301, 9), (330, 4)]))
def test_the_order_of_arrival_leaves_no_trace(events: list[tuple[int, int]]) -> None:
    total = DecayedTotal(HALF_LIFE_MS, 1_000)
    for time_ms, amount in events:
        total.add(time_ms, amount, floor_ms=-1)
    assert [total.value(at_ms, None) for at_ms in range(0, 600, 11)] == [
        naive(events, at_ms) for at_ms in range(0, 600, 11)
    ]


def test_it_starts_anew_right_after_32_half_lives() -> None:
    total = DecayedTotal(HALF_LIFE_MS, 1_000)
    total.add(0, 2**32, floor_ms=-1)
    assert [total.value(REACH_MS, None), total.value(REACH_MS + 1, None)] == [1.0, 0.0]
    assert [total.value(REACH_MS, 5), total.value(REACH_MS + 1, 5)] == [6.0, 5.0]


def test_an_event_at_or_before_the_floor_is_not_added() -> None:
    total = DecayedTotal(HALF_LIFE_MS, 1_000)
    total.add(3, 8, floor_ms=3)
    assert (len(total), total.newest_ms, total.value(3, None)) == (0, None, 0.0)


def test_of_what_is_at_or_before_the_floor_the_total_stays() -> None:
    total, held = DecayedTotal(HALF_LIFE_MS, 1_000), []
    for time_ms in range(2_000):
        total.add(time_ms, 1, floor_ms=time_ms - 90)
        held.append(len(total))
    assert max(held) <= 90 * 4 // 3 + 2
    assert total.value(1_999, None) == naive([(time_ms, 1) for time_ms in range(2_000)], 1_999)


def test_above_the_limit_a_total_in_order_stays_exact() -> None:
    total = DecayedTotal(HALF_LIFE_MS, 8)
    events = [(time_ms, time_ms % 5) for time_ms in range(100)]
    for time_ms, amount in events:
        total.add(time_ms, amount, floor_ms=-1)
        assert len(total) <= 8 + 1
    assert len(total) == 1 + 6 + (100 - 9) % 3
    assert total.newest_ms == 99
    assert total.value(105, None) == naive(events, 105)


def test_above_the_limit_an_event_from_before_the_edge_counts_but_for_rounding() -> None:
    total = DecayedTotal(HALF_LIFE_MS, 8)
    events = [(time_ms, 3) for time_ms in range(0, 100, 2)]
    for time_ms, amount in events:
        total.add(time_ms, amount, floor_ms=-1)
    total.add(71, 1_000, floor_ms=-1)
    exact = naive([*events, (71, 1_000)], 98)
    assert abs(total.value(98, None) / exact - 1) < 1e-14
    assert total.value(50, None) == total.image().edge_total


def test_events_of_amount_0_are_restored_and_inserted_like_others() -> None:
    events = [(0, 0), (5, 8), (3, 0), (9, 1), (1, 0)]
    total = DecayedTotal(HALF_LIFE_MS, 1_000)
    for time_ms, amount in events:
        total.add(time_ms, amount, floor_ms=-1)
    restored = DecayedTotal(HALF_LIFE_MS, 1_000).restore(total.image())
    for one in (total, restored):
        assert [one.value(at_ms, None) for at_ms in (4, 5, 9, 20)] == [
            naive(events, at_ms) for at_ms in (4, 5, 9, 20)
        ]
