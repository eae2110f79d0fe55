"""What every state machine of a key promises."""

from typing import Final

import pytest

from features.shared.limits import HistoryLimits
from features.shared.state.key_state import KeyOutcome, KeyState
from features.shared.watermark import NOTHING_SEEN_MS
from tests.features.payments import START_MS, a_payment
from tests.features.states import CARD, MERCHANT, KeyOf

LIMITS: Final = HistoryLimits()

each_state = pytest.mark.parametrize("kind", [CARD, MERCHANT], ids=lambda kind: kind.hop)


def add(state: KeyState, shift_ms: int, kind: KeyOf) -> KeyOutcome:
    payment = a_payment(START_MS + shift_ms, transaction_id=f"t{shift_ms}")
    return state.add(payment, START_MS, late=None if kind is CARD else False)


@each_state
def test_no_log_is_an_empty_state(kind: KeyOf) -> None:
    restored = kind.from_log([], LIMITS)
    assert restored.snapshot() == kind.empty(LIMITS).snapshot()
    assert (restored.retained(), restored.log_length) == (0, 0)


@each_state
def test_an_empty_state_has_expired_at_any_watermark(kind: KeyOf) -> None:
    assert kind.empty(LIMITS).expires_at_ms() == NOTHING_SEEN_MS


@each_state
def test_reading_a_log_twice_gives_the_same_state(kind: KeyOf) -> None:
    state = kind.empty(LIMITS)
    log = [add(state, shift_ms, kind).entry for shift_ms in (5, 1, 9)]
    first, second = kind.from_log(log, LIMITS), kind.from_log(log, LIMITS)
    assert first.snapshot() == second.snapshot() == state.snapshot()


@each_state
def test_a_snapshot_stands_for_the_whole_log(kind: KeyOf) -> None:
    state = kind.empty(LIMITS)
    for shift_ms in (5, 1, 9):
        add(state, shift_ms, kind)
    restored = kind.from_log([state.snapshot()], LIMITS)
    assert (restored.log_length, restored.retained()) == (0, state.retained())
    assert add(restored, 20, kind) == add(state, 20, kind)


@each_state
def test_the_log_length_is_the_number_of_entries_since_the_snapshot(kind: KeyOf) -> None:
    state = kind.empty(LIMITS)
    add(state, 1, kind)
    log = [state.snapshot(), add(state, 2, kind).entry, add(state, 3, kind).entry]
    assert state.log_length == kind.from_log(log, LIMITS).log_length == 2


@each_state
def test_compaction_writes_items_in_proportion_to_the_entries(kind: KeyOf) -> None:
    state, written = kind.empty(LIMITS), 0
    for shift_ms in range(3000):
        add(state, shift_ms, kind)
        if state.should_compact():
            state.snapshot()
            written += state.retained()
    assert written <= 5 * 3000 * (2 if kind is CARD else 1)
