"""What every state of the recommendation system promises."""

from copy import deepcopy
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS
from features.shared.watermark import NOTHING_SEEN_MS
from tests.contracts.recommendation_states import KINDS, LATENESS_MS, StateKind
from tests.features.recommendations.records import START_MS

each_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])

Steps = list[tuple[int, int]]
"""A number, and what it lies behind or ahead of the step before it, in ms."""

GAPS_MS = st.sampled_from(
    [
        0,
        1,
        MINUTE_MS,
        -MINUTE_MS,
        20 * MINUTE_MS,
        HOUR_MS,
        -HOUR_MS,
        DAY_MS,
        19 * DAY_MS,
        21 * DAY_MS,
    ]
)
STEPS = st.lists(st.tuples(st.integers(1, 99), GAPS_MS), min_size=1, max_size=24)
AFTER_MS: Final = 400 * DAY_MS


def run(kind: StateKind, state: Any, steps: Steps) -> list[bytes]:  # noqa: ANN401 - of any kind
    """The log of what the steps changed."""
    log, time_ms = [], START_MS
    for number, gap_ms in steps:
        time_ms += gap_ms
        log.append(kind.step(state, number, time_ms))
    return [entry for entry in log if entry]


def same(kind: StateKind, one: Any, other: Any) -> bool:  # noqa: ANN401 - of any kind
    """Whether two states are the same to the last byte, and answer the same."""
    at_ms = START_MS + AFTER_MS
    answers = kind.answer(deepcopy(one), at_ms) == kind.answer(deepcopy(other), at_ms)
    return answers and deepcopy(one).snapshot() == deepcopy(other).snapshot()


@each_kind
@given(STEPS)
def test_the_log_of_any_prefix_holds_the_state_that_never_stopped(
    kind: StateKind, steps: Steps
) -> None:
    live, log, time_ms = kind.empty(), [], START_MS
    assert steps
    for number, gap_ms in steps:
        time_ms += gap_ms
        entry = kind.step(live, number, time_ms)
        log += [entry] if entry else []
        assert same(kind, kind.from_log(log), live)


@each_kind
@given(STEPS, STEPS)
def test_a_snapshot_and_what_came_after_it_hold_the_state_that_never_stopped(
    kind: StateKind, steps: Steps, more: Steps
) -> None:
    live = kind.empty()
    run(kind, live, steps)
    log = [live.snapshot(), *run(kind, live, more)]
    assert same(kind, kind.from_log(log), live)


@each_kind
@given(STEPS)
def test_a_restored_state_goes_on_as_the_live_one(kind: StateKind, steps: Steps) -> None:
    live = kind.empty()
    run(kind, live, steps)
    restored = kind.from_log([deepcopy(live).snapshot()])
    assert run(kind, restored, steps) == run(kind, live, steps)


@each_kind
@given(STEPS)
def test_a_second_snapshot_is_the_same(kind: StateKind, steps: Steps) -> None:
    state = kind.empty()
    run(kind, state, steps)
    first = state.snapshot()
    assert first == state.snapshot() == kind.from_log([first]).snapshot()


@each_kind
def test_no_log_is_an_empty_state_that_has_expired(kind: StateKind) -> None:
    restored = kind.from_log([])
    assert restored.snapshot() == kind.empty().snapshot()
    assert (restored.retained(), restored.log_length) == (0, 0)
    assert restored.expires_at_ms() == NOTHING_SEEN_MS


@each_kind
def test_the_log_length_is_the_number_of_entries_since_the_snapshot(kind: StateKind) -> None:
    state = kind.empty()
    run(kind, state, [(number, MINUTE_MS) for number in range(1, 20)])
    log = [state.snapshot(), *run(kind, state, [(number, MINUTE_MS) for number in range(20, 40)])]
    assert state.log_length == kind.from_log(log).log_length == len(log) - 1 > 5


@each_kind
def test_a_state_stays_bounded_and_its_snapshots_in_proportion(kind: StateKind) -> None:
    state, held, written = kind.empty(), [], 0
    for number in range(1, 5_000):
        kind.step(state, number, START_MS + number * MINUTE_MS)
        held.append(state.retained())
        if state.should_compact():
            state.snapshot()
            written += held[-1]
    assert 0 < max(held) <= kind.bound
    assert 0 < written <= 5 * 5_000


@each_kind
@given(STEPS, STEPS)
def test_after_its_expiry_a_state_says_what_an_empty_one_says(
    kind: StateKind, steps: Steps, more: Steps
) -> None:
    state, empty = kind.empty(), kind.empty()
    run(kind, state, steps)
    from_ms = max(state.expires_at_ms(), START_MS) + 1
    for number, gap_ms in [(1, 0), *more]:
        from_ms += max(0, gap_ms)
        kinds = [kind.answer(deepcopy(one), from_ms - LATENESS_MS) for one in (state, empty)]
        assert kinds[0] == kinds[1]
        for one in (state, empty):
            kind.step(one, number, from_ms)
