"""Histories of pairs in the state of one key: bounded, and what was forgotten is said so."""

from dataclasses import replace

from events.shared.time_units import DAY_MS
from features.shared.limits import HistoryLimits
from features.shared.state.key_state import KeyState
from tests.features.own_files import cards_of
from tests.features.payments import START_MS, a_payment

LIMITS = HistoryLimits(allowed_lateness_ms=0, dedup_window_ms=0)
SMALL = replace(LIMITS, exact_payments=40)
HERE = "name: here, of: card_merchant, count: , over: 7d"


def pay(state: KeyState, merchant: str, day: float) -> tuple[object, tuple[str, ...]]:
    time_ms = START_MS + round(day * DAY_MS)
    outcome = state.add(a_payment(time_ms, merchant_id=merchant), time_ms)
    return outcome.values[0], outcome.incomplete


def test_pairs_do_not_count_each_other() -> None:
    state = cards_of(LIMITS, HERE).empty()
    found = [pay(state, merchant, day) for day, merchant in enumerate("aabab")]
    assert found == [(1, ()), (2, ()), (1, ()), (3, ()), (2, ())]


def test_above_the_limit_the_longest_quiet_go_and_are_unknown_when_they_come_again() -> None:
    state = cards_of(SMALL, HERE).empty()
    for number in range(9):
        assert pay(state, f"m{number}", number / 10) == (1, ())
    assert state.retained() <= SMALL.exact_payments
    assert pay(state, "m8", 1) == (2, ())
    assert pay(state, "m0", 1.1) == (None, ("here",))
    assert pay(state, "new", 1.2) == (None, ("here",))
    assert pay(state, "newer", 7.9) == (1, ())


def test_a_pair_that_has_expired_goes() -> None:
    state = cards_of(LIMITS, HERE).empty()
    for number in range(200):
        pay(state, f"m{number}", number)
    assert state.retained() <= 5 * 2 * 16


def test_one_busy_pair_is_bounded_by_its_tiles() -> None:
    state = cards_of(SMALL, HERE).empty()
    held = []
    for number in range(3000):
        pay(state, "m", number / 3000)
        held.append(state.retained())
    assert max(held) <= (SMALL.exact_payments + 10 * 12 + 110 + 24 * 4) * 4 // 3 + 5
