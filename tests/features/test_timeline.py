"""Windows and largest amounts of a timeline, against plain lists."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.features.accumulators.timelines import Windows, amounts, reader

WINDOWS_MS = (5, 20, 60, 10_000)
FAR_BACK_MS = -1

STEPS = st.tuples(
    st.integers(0, 30),
    st.just(0) | st.just(0) | st.integers(0, 100),
    st.integers(0, 30).map(lambda amount: 10**12 if amount == 30 else amount),
)


def laid_out(steps: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Times and amounts of steps (gap, setback, amount): mostly in order."""
    newest_ms, events = 100, []
    for gap_ms, setback_ms, amount_minor in steps:
        newest_ms += gap_ms
        events.append((max(0, newest_ms - setback_ms), amount_minor))
    return events


EVENTS = st.lists(STEPS, min_size=1, max_size=60).map(laid_out)


windows = reader(WINDOWS_MS)


@given(EVENTS)
@settings(max_examples=300)
def test_windows_in_any_order_are_those_of_a_plain_list(events: list[tuple[int, int]]) -> None:
    timeline = amounts(exact_payments=1000)
    seen: list[tuple[int, int]] = []
    for time_ms, amount_minor in events:
        seen.append((time_ms, amount_minor))
        inside = [[a for t, a in seen if time_ms - w < t <= time_ms] for w in WINDOWS_MS]
        assert windows(timeline, time_ms, amount_minor) == Windows(
            counts=[len(of_one) for of_one in inside],
            sums=[sum(of_one) for of_one in inside],
            squares=[sum(a * a for a in of_one) for of_one in inside],
            largest=[max(of_one) for of_one in inside],
            smallest=[min(of_one) for of_one in inside],
        )
        timeline.add(time_ms, (amount_minor,), FAR_BACK_MS)
    assert seen


def test_what_has_expired_goes_before_it_is_a_third_of_what_has_not() -> None:
    timeline = amounts(exact_payments=1000)
    held = []
    for time_ms in range(2000):
        timeline.add(time_ms, (time_ms % 7,), floor_ms=time_ms - 90)
        held.append(len(timeline))
    assert max(held) <= 90 * 4 // 3 + 1


def test_dropping_what_has_expired_changes_no_window() -> None:
    trimmed, whole = amounts(exact_payments=10_000), amounts(exact_payments=10_000)
    for time_ms in range(0, 40_000, 17):
        amount_minor = time_ms * 7919 % 1000
        assert windows(trimmed, time_ms, amount_minor) == windows(whole, time_ms, amount_minor)
        trimmed.add(time_ms, (amount_minor,), floor_ms=time_ms - 10_000)
        whole.add(time_ms, (amount_minor,), FAR_BACK_MS)
    assert len(trimmed) < len(whole) // 2
