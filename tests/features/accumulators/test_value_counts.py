"""The share of the most frequent value, against counting a plain list."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.shared.accumulators import value_counts
from features.shared.accumulators.value_counts import ValueCounts
from tests.features.accumulators.streams import Event, stored_and_read, streams

WINDOWS_MS = (1, 15, 60)
STREAMS = streams(st.sampled_from(["a", "a", "b", "c", "d"]))


def share_of(values: list[object]) -> float | None:
    return max(Counter(values).values()) / len(values) if values else None


def expected(
    seen: list[Event], time_ms: int, windows_ms: tuple[int, ...], *this: object
) -> list[float | None]:
    return [
        share_of([*this, *(e.value for e in seen if time_ms - w < e.time_ms <= time_ms)])
        for w in windows_ms
    ]


@pytest.mark.parametrize("few", [0, 64])
@given(STREAMS, st.integers(0, 50))
@settings(max_examples=300)
def test_shares_in_any_order_are_those_of_a_plain_list(
    few: int, stream: list[Event], restored_at: int
) -> None:
    assert stream
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(value_counts, "_FEW", few)
        _compare(stream, restored_at)


def _compare(stream: list[Event], restored_at: int) -> None:
    counts, seen = ValueCounts(WINDOWS_MS, 1_000), list[Event]()
    for number, event in enumerate(stream):
        time_ms = event.time_ms
        if not event.late:
            assert counts.shares(time_ms, None) == expected(seen, time_ms, WINDOWS_MS)
            assert counts.shares(time_ms, "b") == expected(seen, time_ms, WINDOWS_MS, "b")
        seen.append(event)
        counts.add(time_ms, event.value, event.frontier_ms - max(WINDOWS_MS))
        if number == restored_at:
            image = counts.image()
            counts = ValueCounts(WINDOWS_MS, 1_000)
            counts.restore(stored_and_read(image))


@given(STREAMS)
def test_a_question_now_and_then_finds_the_same_as_one_at_every_event(stream: list[Event]) -> None:
    asked, rarely = (ValueCounts(WINDOWS_MS, 1_000) for _ in range(2))
    for number, event in enumerate(stream):
        for counts in (asked, rarely):
            counts.add(event.time_ms, event.value, event.frontier_ms - max(WINDOWS_MS))
        if not event.late:
            shares = asked.shares(event.time_ms, None)
            if number % 7 == 0:
                assert rarely.shares(event.time_ms, None) == shares
    assert asked.image() == rarely.image()


def test_a_restored_one_forgets_what_it_had_counted_before() -> None:
    counts, other = (ValueCounts((10,), 100) for _ in range(2))
    counts.add(5, "a", floor_ms=0)
    other.add(5, "b", floor_ms=0)
    assert counts.shares(5, "b") == [1 / 2]
    counts.restore(other.image())
    assert counts.shares(5, "b") == [1.0]


def test_values_that_come_and_go_are_counted_as_in_a_plain_list() -> None:
    counts, seen = ValueCounts((40,), 100), list[Event]()
    for time_ms in range(2_000):
        value = f"v{time_ms // 3}"
        assert counts.shares(time_ms, value) == expected(seen, time_ms, (40,), value)
        seen.append(Event(time_ms, 0, value, late=False))
        counts.add(time_ms, value, floor_ms=time_ms - 40)
        del seen[:-60]
    assert len(seen) == 60


def test_thousands_of_values_in_any_order_have_the_shares_of_a_plain_list() -> None:
    choice, windows_ms = Random(5), (300, 3_000)
    counts, seen = ValueCounts(windows_ms, 10_000), list[Event]()
    for number in range(3_000):
        time_ms = 5_000 + number - choice.randrange(2_500) * (number % 4 == 0)
        value = choice.choice("aaabbcdefgh")
        if number % 20 < 2:
            assert counts.shares(time_ms, "b") == expected(seen, time_ms, windows_ms, "b")
        seen.append(Event(time_ms, 0, value, late=False))
        counts.add(time_ms, value, floor_ms=-1)
    assert len(counts) == 3_000


def test_above_the_limit_the_share_is_that_of_the_newest_values() -> None:
    counts = ValueCounts((1_000,), 8)
    for time_ms in range(9):
        counts.add(time_ms, "old" if time_ms < 3 else f"new{time_ms % 2}", floor_ms=-1)
        counts.shares(time_ms, None)
    assert len(counts) == 6
    assert counts.shares(8, None) == [3 / 6]


def test_what_no_window_reaches_goes_before_it_is_a_third_of_the_rest() -> None:
    counts, held = ValueCounts((90,), 1_000), []
    for time_ms in range(2_000):
        counts.add(time_ms, "a", floor_ms=time_ms - 90)
        held.append(len(counts))
    assert max(held) <= 90 * 4 // 3 + 1
