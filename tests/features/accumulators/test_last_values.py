"""The last values before a payment, against a sorted list of all."""

from hypothesis import given, settings
from hypothesis import strategies as st

from features.shared.accumulators.last_values import LastValues
from tests.features.accumulators.streams import Event, stored_and_read, streams

WINDOW_MS = 60
MOST_ASKED = 3
STREAMS = (
    streams(st.sampled_from(["a", "b", "c"]))
    | streams(st.integers(0, 3))
    | streams(st.sampled_from([0.5, 2.25]))
    | streams(st.booleans())
)


def an_empty_one(most_values: int = 1_000) -> LastValues:
    return LastValues(WINDOW_MS, MOST_ASKED, most_values)


def in_window(seen: list[Event], time_ms: int, window_ms: int) -> list[object]:
    """Values in ``(time - window, time]``, newest first, of ties the last to arrive."""
    known = sorted(seen, key=lambda event: event.time_ms)
    return [e.value for e in known if time_ms - window_ms < e.time_ms <= time_ms][::-1]


@given(STREAMS, st.integers(0, 50))
@settings(max_examples=300)
def test_the_last_values_are_those_of_a_sorted_list(stream: list[Event], restored_at: int) -> None:
    assert stream
    last, seen = an_empty_one(), list[Event]()
    for number, event in enumerate(stream):
        for window_ms in () if event.late else (1, 20, WINDOW_MS):
            expected = in_window(seen, event.time_ms, window_ms)
            after_ms = event.time_ms - window_ms
            assert last.latest(after_ms, event.time_ms) == (expected[0] if expected else None)
            assert last.newest(MOST_ASKED, after_ms, event.time_ms) == expected[:MOST_ASKED]
            assert last.newest(1, after_ms, event.time_ms) == expected[:1]
        seen.append(event)
        last.add(event.time_ms, event.value, event.frontier_ms - WINDOW_MS)
        if number == restored_at:
            image = last.image()
            last = an_empty_one()
            last.restore(stored_and_read(image))


def test_of_a_long_stream_in_order_only_what_can_be_asked_for_stays() -> None:
    last, held = an_empty_one(), []
    for time_ms in range(1_000):
        last.add(time_ms, time_ms, floor_ms=time_ms - 20 - WINDOW_MS)
        held.append(len(last))
    assert max(held) <= (20 + MOST_ASKED) * 4 // 3 + 2


def test_what_came_before_a_gap_longer_than_the_window_goes_with_the_next_event() -> None:
    last = an_empty_one()
    last.add(0, "a", floor_ms=-WINDOW_MS)
    last.add(1_000, "b", floor_ms=1_000 - WINDOW_MS)
    assert (len(last), last.newest_ms) == (1, 1_000)


def test_an_event_that_no_window_reaches_is_not_added() -> None:
    last = an_empty_one()
    last.add(10, "a", floor_ms=10)
    assert (len(last), last.newest_ms, last.latest(0, 20)) == (0, None, None)


def test_above_the_limit_the_oldest_quarter_goes() -> None:
    last = an_empty_one(most_values=8)
    for time_ms in range(9):
        last.add(time_ms, time_ms, floor_ms=-1_000)
    assert last.newest(9, -1, 8) == [8, 7, 6, 5, 4, 3]
