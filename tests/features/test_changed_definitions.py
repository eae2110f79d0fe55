"""A definition file changes, the state stays: exact at once, or missing and said to be so."""

from dataclasses import replace

import pytest

from events.shared.feature_value import FeatureValue
from events.shared.time_units import DAY_MS, HOUR_MS
from features.fraud.payment_plan import key_states, payment_plan
from features.shared.definitions.model import Remembered
from features.shared.limits import HistoryLimits
from features.shared.state.key_state import KeyState, KeyStates
from tests.features.labels import a_label
from tests.features.own_files import cards_of, file_of, plan_of
from tests.features.payments import START_MS, a_payment

LIMITS = HistoryLimits(allowed_lateness_ms=0, dedup_window_ms=0)
NARROW = replace(LIMITS, exact_payments=4)
LAG_MS = 5001

COUNT = "name: count, of: card, count: , over: 7d"
TOTAL = "name: total, of: card, sum: amount_base_minor, over: 7d"
LARGEST = "name: largest, of: card, max: amount_base_minor, over: 7d"
ONLINE = "name: online, of: card, count: , where: channel == 'pos', over: 7d"
LONGER = "name: total, of: card, sum: amount_base_minor, over: 30d"
FRAUDS = "name: frauds, of: card, confirmed_frauds: , over: 7d"
HERE = "name: here, of: card_merchant, count: , over: 7d"
COUNTRIES = "name: countries, of: card, distinct: country, over: 7d"


def paid(state: KeyState, *days: float) -> list[bytes]:
    """Entries of payments at these days, each of 100 minor units."""
    entries = []
    for day in days:
        time_ms = START_MS + round(day * DAY_MS)
        entries.append(state.add(a_payment(time_ms, 100), time_ms - LAG_MS).entry)
    return entries


def answered(state: KeyState, day: float) -> tuple[tuple[FeatureValue, ...], tuple[str, ...]]:
    """Values, and what is incomplete, of a payment at a day."""
    time_ms = START_MS + round(day * DAY_MS)
    outcome = state.add(a_payment(time_ms, 50), time_ms - LAG_MS)
    return outcome.values, outcome.incomplete


def compacted(states: KeyStates, *days: float) -> list[bytes]:
    """A snapshot of a card with payments at these days."""
    state = states.empty()
    paid(state, *days)
    return [state.snapshot()]


def test_a_total_that_the_rows_hold_is_known_at_once() -> None:
    log = compacted(cards_of(LIMITS, TOTAL), 0, 1, 2)
    state = cards_of(LIMITS, TOTAL, LARGEST, COUNT).from_log(log)
    assert answered(state, 3) == ((350, 100, 4), ())


def test_what_entries_say_is_known_of_a_condition_that_is_new() -> None:
    log = paid(cards_of(LIMITS, TOTAL, ONLINE).empty(), 0, 1)
    other = "name: loud, of: card, count: , where: channel != 'pos', over: 7d"
    assert answered(cards_of(LIMITS, TOTAL, other).from_log(log), 2) == ((250, 0), ())


def test_what_no_entry_says_is_missing_until_its_window_is_past_it() -> None:
    log = paid(cards_of(LIMITS, TOTAL).empty(), 0, 1)
    state = cards_of(LIMITS, TOTAL, ONLINE).from_log(log)
    assert answered(state, 2) == ((250, None), ("online",))
    assert answered(state, 7.9) == ((200, None), ("online",))
    assert answered(state, 8) == ((150, 3), ())


def test_what_a_snapshot_has_not_is_missing_until_its_window_is_past_it() -> None:
    log = compacted(cards_of(LIMITS, TOTAL), 0, 1)
    state = cards_of(LIMITS, TOTAL, COUNTRIES).from_log(log)
    assert answered(state, 7.9) == ((150, None), ("countries",))
    assert answered(state, 8) == ((100, 1), ())


def test_the_largest_of_tiles_is_missing_only_while_the_window_reaches_a_tile() -> None:
    log = compacted(cards_of(NARROW, TOTAL), 0, 0.00001, 1, 2, 3, 4)
    state = cards_of(NARROW, TOTAL, LARGEST).from_log(log)
    values, incomplete = answered(state, 5)
    assert (values, incomplete) == ((650, None), ("largest",))
    assert answered(state, 7.1) == ((500, 100), ())


def test_a_longer_window_is_missing_until_all_of_it_was_remembered() -> None:
    log = compacted(cards_of(LIMITS, TOTAL), 0, 10)
    state = cards_of(LIMITS, LONGER, COUNT).from_log(log)
    assert answered(state, 12) == ((None, 2), ("total",))
    edge_days = 10 - LAG_MS / DAY_MS - 7 + 30
    assert answered(state, edge_days - 0.001) == ((None, 1), ("total",))
    assert answered(state, edge_days) == ((250, 2), ())


@pytest.mark.parametrize("log", [True, False])
def test_a_removed_feature_frees_what_only_it_had_read(*, log: bool) -> None:
    states = cards_of(LIMITS, TOTAL, COUNTRIES, HERE)
    elements = paid(states.empty(), 0, 1) if log else compacted(states, 0, 1)
    left = cards_of(LIMITS, TOTAL).from_log(elements).snapshot()
    assert b"country" not in left
    assert b"merchant" not in left
    assert left == compacted(cards_of(LIMITS, TOTAL), 0, 1)[0]


def test_a_key_without_state_proves_nothing_of_before_what_was_remembered() -> None:
    definitions = replace(
        file_of(LONGER, COUNT),
        remembered=(Remembered("card", 7 * DAY_MS, START_MS),),
    )
    states = key_states(payment_plan(definitions, LIMITS, goes_on=True), LIMITS)[0]
    assert answered(states.empty(), 22.9) == ((None, 1), ("total",))
    assert answered(states.empty(), 23) == ((50, 1), ())


def test_labels_that_nothing_read_are_unknown_where_the_file_says_so() -> None:
    definitions = replace(
        file_of(COUNT, FRAUDS),
        remembered=(Remembered("card", 0, START_MS, labels=True),),
    )
    states = key_states(payment_plan(definitions, LIMITS, goes_on=True), LIMITS)[0]
    assert answered(states.empty(), 6) == ((1, None), ("frauds",))
    assert answered(states.empty(), 7) == ((1, 0), ())


def test_a_new_pair_is_missing_until_its_window_is_past_the_snapshot() -> None:
    log = compacted(cards_of(LIMITS, TOTAL), 0, 1)
    state = cards_of(LIMITS, TOTAL, HERE).from_log(log)
    assert answered(state, 7.9) == ((150, None), ("here",))
    assert answered(state, 8) == ((100, 2), ())


def test_a_pair_is_known_at_once_where_entries_name_it() -> None:
    named = "name: merchants, of: card, distinct: merchant_id, over: 7d"
    log = paid(cards_of(LIMITS, named).empty(), 0, 1)
    assert answered(cards_of(LIMITS, HERE).from_log(log), 2) == ((3,), ())


def test_a_removed_feature_that_comes_back_begins_anew() -> None:
    with_it, without = cards_of(LIMITS, TOTAL, COUNTRIES), cards_of(LIMITS, TOTAL)
    gone = without.from_log(compacted(with_it, 0))
    paid(gone, 1)
    back = with_it.from_log([gone.snapshot()])
    assert answered(back, 7.9) == ((150, None), ("countries",))


def test_labels_of_before_are_kept_by_a_file_that_reads_them_still() -> None:
    states = cards_of(LIMITS, TOTAL, FRAUDS)
    state = states.empty()
    log = paid(state, 0)
    label = a_label(START_MS, reported_ms=START_MS + HOUR_MS, transaction_id="any")
    log.append(state.add_label(label, START_MS))
    assert answered(cards_of(LIMITS, FRAUDS).from_log(log), 1) == ((1,), ())


def test_a_derived_feature_of_an_incomplete_one_is_missing_and_named_too() -> None:
    usual = "name: usual, value: online / total, missing: 1.0"
    plan = plan_of(LIMITS, TOTAL, ONLINE, usual)
    assert plan.names == ("total", "online", "usual")
    values, incomplete = plan.without((100, None, 1.0), ("online",))
    assert (values, incomplete) == ((100, None, None), ("online", "usual"))


def test_labels_alone_say_nothing_of_payments() -> None:
    states = cards_of(LIMITS, FRAUDS)
    state = states.empty()
    state.add_label(a_label(START_MS, reported_ms=START_MS, transaction_id="gone"), START_MS)
    log = [state.snapshot()]
    later = cards_of(LIMITS, COUNTRIES, FRAUDS).from_log(log)
    assert later.expires_at_ms() == START_MS + 7 * DAY_MS
    assert answered(later, 1) == ((1, 1), ())
