"""What counts as a duplicate, and for how long."""

import pytest

from events.shared.time_units import DAY_MS
from features.shared.limits import HistoryLimits
from features.shared.state.dedup import TransactionIds, identity_of
from features.shared.watermark import NOTHING_SEEN_MS
from tests.features.payments import START_MS, a_payment, card_features
from tests.features.states import CARD

LIMITS = HistoryLimits()


def _ids(limits: HistoryLimits) -> TransactionIds:
    return TransactionIds(limits.dedup_window_ms, limits.allowed_lateness_ms, limits.dedup_ids)


def kinds(*deliveries: tuple[int, int]) -> list[str]:
    """Kinds of deliveries of one transaction id, given as (event time, watermark at arrival)."""
    state = CARD.empty(LIMITS)
    return [
        state.add(a_payment(START_MS + time_ms, transaction_id="t"), START_MS + watermark_ms).kind
        for time_ms, watermark_ms in deliveries
    ]


@pytest.mark.parametrize("shift_ms", [0, DAY_MS - 1, 1 - DAY_MS])
def test_the_same_id_within_the_dedup_window_is_a_duplicate(shift_ms: int) -> None:
    assert kinds((0, 0), (shift_ms, 0)) == ["accepted", "duplicate"]


@pytest.mark.parametrize("shift_ms", [DAY_MS, -DAY_MS])
def test_the_same_id_a_whole_dedup_window_away_is_another_payment(shift_ms: int) -> None:
    assert kinds((0, 0), (shift_ms, 0)) == ["accepted", "accepted"]


def test_both_payments_of_an_id_used_twice_are_recognised() -> None:
    both_again = kinds((0, 0), (3 * DAY_MS, 0), (1, 0), (3 * DAY_MS + 1, 0))
    assert both_again == ["accepted", "accepted", "duplicate", "duplicate"]


def test_an_id_is_kept_for_the_dedup_window_and_the_lateness_after_the_watermark() -> None:
    assert kinds((0, 0), (0, 2 * DAY_MS), (0, 2 * DAY_MS + 1)) == ["accepted", "duplicate", "late"]


def test_the_id_of_an_old_payment_is_kept_from_the_watermark_it_arrived_at() -> None:
    assert kinds((-DAY_MS, 0), (-DAY_MS, 2 * DAY_MS)) == ["accepted", "duplicate"]


def test_a_payment_too_old_for_the_history_is_still_recognised_when_it_is_repeated() -> None:
    assert kinds((-90 * DAY_MS, 0), (-90 * DAY_MS, 1)) == ["late", "duplicate"]


def test_a_duplicate_changes_nothing() -> None:
    state = CARD.empty(LIMITS)
    state.add(a_payment(START_MS, 100, transaction_id="t"), NOTHING_SEEN_MS)
    before = state.snapshot()
    outcome = state.add(a_payment(START_MS, 100, transaction_id="t"), START_MS)
    assert (outcome.kind, outcome.values, outcome.entry) == ("duplicate", (), b"")
    assert (state.snapshot(), state.log_length) == (before, 0)


def test_another_id_is_no_duplicate_however_alike_the_payments_are() -> None:
    state = CARD.empty(LIMITS)
    for _ in range(2):
        outcome = state.add(a_payment(START_MS, 100), NOTHING_SEEN_MS)
    assert card_features(outcome.values)["card_count_1m"] == 2


def test_a_long_id_is_kept_as_a_digest_that_no_short_id_can_equal() -> None:
    assert identity_of("x" * 36) == "x" * 36
    assert len(identity_of("x" * 37)) == len(identity_of("x" * 128)) == 40
    assert identity_of("x" * 37) != identity_of("x" * 38)


def test_without_a_dedup_window_nothing_is_kept() -> None:
    ids = _ids(HistoryLimits(dedup_window_ms=0))
    ids.add("t", START_MS, START_MS)
    assert len(ids) == 0


def test_above_the_limit_the_oldest_quarter_is_forgotten() -> None:
    ids = _ids(HistoryLimits(dedup_ids=100))
    for n in range(101):
        ids.add(f"t{n}", START_MS, START_MS)
    assert len(ids) == 75
    assert [ids.holds(f"t{n}", START_MS, START_MS) for n in (25, 26, 100)] == [False, True, True]


def test_a_steady_stream_of_ids_is_held_at_most_twice_its_dedup_time() -> None:
    ids = _ids(LIMITS)
    held = []
    for hour in range(1000):
        time_ms = START_MS + hour * DAY_MS // 24
        ids.add(f"t{hour}", time_ms, time_ms)
        held.append(len(ids))
    assert max(held) <= 2 * 49


def test_making_room_spares_what_is_still_to_be_kept() -> None:
    ids = _ids(LIMITS)
    ids.add("first", START_MS, START_MS)
    for n in range(100):
        ids.add(f"t{n}", START_MS, START_MS + 2 * DAY_MS)
    assert ids.holds("first", START_MS, START_MS + 2 * DAY_MS)


def test_what_has_expired_as_a_whole_takes_no_room() -> None:
    ids = _ids(HistoryLimits(dedup_ids=4))
    ids.add("old", START_MS, START_MS)
    later_ms = START_MS + 3 * DAY_MS
    for n in range(4):
        ids.add(f"t{n}", later_ms, later_ms)
    assert [ids.holds(f"t{n}", later_ms, later_ms) for n in range(4)] == [True] * 4
