"""Tiles: aligned, merging exactly, and off by no more than the tile that a window cuts."""

from bisect import bisect_right
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS
from features.shared.accumulators.tiles import TILE_LADDER, tile_firsts
from features.shared.windows import LONGEST_WINDOW_MS, WINDOW_MS
from tests.features.accumulators.timelines import amounts, reader
from tests.features.payments import START_MS

WINDOWS_MS = tuple(WINDOW_MS.values())
windows = reader(WINDOWS_MS)
GAPS_MS = st.integers(0, 3000) | st.integers(0, 10 * MINUTE_MS) | st.integers(0, DAY_MS)
SETBACKS_MS = st.just(0) | st.just(0) | st.integers(0, 20_000) | st.integers(0, DAY_MS)


def width_ms(age_ms: int) -> int:
    return [width for from_age_ms, width in TILE_LADDER if from_age_ms <= age_ms][-1]


def thinned(times_ms: list[int], newest_ms: int) -> list[int]:
    """Times of the tiles that rows with these times make."""
    firsts = tile_firsts([*times_ms, newest_ms], len(times_ms))
    return [times_ms[after - 1] for after in (*firsts[1:], len(times_ms))]


def test_each_width_divides_the_next_so_that_tiles_nest() -> None:
    widths = [width for _, width in TILE_LADDER]
    assert len(widths) >= 3
    assert all(wide % narrow == 0 for narrow, wide in pairwise(widths))


@given(st.lists(GAPS_MS, min_size=1, max_size=80), st.lists(GAPS_MS, min_size=1, max_size=8))
def test_merging_tiles_as_they_age_is_the_same_as_merging_payments_at_the_end(
    gaps_ms: list[int], pauses_ms: list[int]
) -> None:
    times_ms = [START_MS + sum(gaps_ms[:n]) for n in range(1, len(gaps_ms) + 1)]
    newest_ms, tiles_ms = times_ms[-1], times_ms
    for pause_ms in pauses_ms:
        newest_ms += pause_ms
        tiles_ms = thinned(tiles_ms, newest_ms)
    assert tiles_ms == thinned(times_ms, newest_ms)


@pytest.mark.slow
@given(st.lists(st.tuples(GAPS_MS, SETBACKS_MS, st.integers(0, 999)), min_size=30, max_size=120))
@settings(max_examples=150)
def test_a_window_is_off_by_no_more_than_the_tiles_it_cuts(
    events: list[tuple[int, int, int]],
) -> None:
    timeline = amounts(exact_payments=8)
    seen: list[tuple[int, int]] = []
    newest_ms = START_MS
    for gap_ms, setback_ms, amount_minor in events:
        newest_ms += gap_ms
        time_ms = newest_ms - setback_ms
        read = windows(timeline, time_ms, amount_minor)
        seen.append((time_ms, amount_minor))
        end_ms = time_ms - width_ms(setback_ms) if setback_ms else time_ms
        for window_ms, count, total, peak, trough in zip(
            WINDOWS_MS, read.counts, read.sums, read.largest, read.smallest, strict=True
        ):
            cut_ms = width_ms(window_ms + setback_ms)
            least = [a for t, a in seen if time_ms - window_ms < t <= end_ms]
            most = [a for t, a in seen if time_ms - window_ms - cut_ms < t <= time_ms]
            assert len(least) <= count <= len(most)
            assert sum(least) <= total <= sum(most)
            assert max(least, default=0) <= peak <= max(most)
            assert min(most) <= trough <= min(least, default=999)
        timeline.add(time_ms, (amount_minor,), newest_ms - LONGEST_WINDOW_MS - DAY_MS)
    assert len(seen) >= 30


def test_single_payments_in_tiles_stay_exact() -> None:
    timeline = amounts(exact_payments=4)
    for hour in range(0, 600, 2):
        timeline.add(START_MS + hour * HOUR_MS, (hour,), floor_ms=0)
    read = reader((DAY_MS, 7 * DAY_MS))(timeline, START_MS + 600 * HOUR_MS, 0)
    assert read.counts == [12, 84]
    assert read.sums == [sum(range(578, 600, 2)), sum(range(434, 600, 2))]


def test_rows_stay_bounded_however_many_payments_there_are() -> None:
    timeline = amounts(exact_payments=64)
    held = []
    for n in range(40_000):
        time_ms = START_MS + n * 40 * DAY_MS // 40_000
        timeline.add(time_ms, (n,), time_ms - 31 * DAY_MS)
        held.append(len(timeline))
    ladder_rows = 10 * 12 + 110 + 24 * 4 + 30 * 24
    assert max(held) <= (64 + ladder_rows) * 4 // 3


def test_the_fold_keeps_the_newest_payments_one_by_one() -> None:
    timeline = amounts(exact_payments=8)
    for n in range(100):
        timeline.add(START_MS + n, (1,), floor_ms=0)
    times_ms = timeline.rows[0]
    newest = times_ms[bisect_right(times_ms, START_MS + 93) :]
    assert newest == list(range(START_MS + 94, START_MS + 100))


def test_the_limit_is_the_same_once_the_tiles_have_expired() -> None:
    timeline = amounts(exact_payments=8)
    for hour in range(0, 1000, 2):
        timeline.add(hour * HOUR_MS, (1,), floor_ms=-1)
    for second in range(20):
        timeline.add(2000 * HOUR_MS + second, (1,), floor_ms=1500 * HOUR_MS)
    assert len(timeline) <= 8 + 1
