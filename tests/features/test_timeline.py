"""Windows and largest amounts of a timeline, against plain lists."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.shared.accumulators import extremes, totals
from tests.features.accumulators.streams import stored_and_read
from tests.features.accumulators.timelines import Windows, amounts, reader

WINDOWS_MS = (5, 20, 60, 10_000)
FAR_BACK_MS = -1

LARGE = st.sampled_from([10**12, 2**62, 2**63 - 1, -(2**63), 2**63])
AMOUNTS = st.integers(0, 30) | st.integers(-5, 30)
STEPS = st.tuples(
    st.integers(0, 30),
    st.just(0) | st.just(0) | st.integers(0, 100) | st.integers(0, 2_000),
    st.one_of(AMOUNTS, AMOUNTS, AMOUNTS, LARGE),
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


def of_list(seen: list[tuple[int, int]], time_ms: int) -> Windows:
    inside = [[a for t, a in seen if time_ms - w < t <= time_ms] for w in WINDOWS_MS]
    return Windows(
        counts=[len(of_one) for of_one in inside],
        sums=[sum(of_one) for of_one in inside],
        squares=[sum(a * a for a in of_one) for of_one in inside],
        largest=[max(of_one) for of_one in inside],
        smallest=[min(of_one) for of_one in inside],
    )


@pytest.mark.parametrize("few", [0, 8, 48])
@given(EVENTS, st.integers(0, 60))
@settings(max_examples=300)
def test_windows_in_any_order_are_those_of_a_plain_list(
    few: int, events: list[tuple[int, int]], restored_at: int
) -> None:
    timeline = amounts(exact_payments=1000)
    seen: list[tuple[int, int]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(totals, "_FEW", few)
        patch.setattr(extremes, "_FEW", few)
        for number, (time_ms, amount_minor) in enumerate(events):
            seen.append((time_ms, amount_minor))
            assert windows(timeline, time_ms, amount_minor) == of_list(seen, time_ms)
            timeline.add(time_ms, (amount_minor,), FAR_BACK_MS)
            if number == restored_at:
                image = stored_and_read(timeline.image())
                timeline = amounts(exact_payments=1000).restore(image)
    assert seen


@pytest.mark.parametrize("large", [30, 2**31, 2**62, 2**63])
def test_thousands_of_payments_in_any_order_have_the_windows_of_a_plain_list(large: int) -> None:
    choice = Random(large)
    timeline = amounts(exact_payments=10_000)
    seen: list[tuple[int, int]] = []
    for number in range(3_000):
        behind_ms = choice.randrange(5_000) if number % 3 == 0 else 0
        time_ms, amount_minor = 10_000 + number - behind_ms, choice.randrange(large)
        seen.append((time_ms, amount_minor))
        if number % 50 == 0:
            assert windows(timeline, time_ms, amount_minor) == of_list(seen, time_ms)
        timeline.add(time_ms, (amount_minor,), FAR_BACK_MS)
    assert len(timeline) == 3_000


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
