"""Verdicts on the payments of one key, one fact a test."""

from events.shared.time_units import DAY_MS
from features.shared.accumulators.verdicts import Verdicts
from tests.features.payments import START_MS

FLOOR_MS = START_MS - 30 * DAY_MS
ALWAYS_MS = 2**62


def frauds(verdicts: Verdicts, known_at_ms: int = ALWAYS_MS) -> int:
    return verdicts.frauds(known_at_ms, FLOOR_MS, START_MS)


def test_a_fraud_counts_from_the_moment_it_is_reported() -> None:
    verdicts = Verdicts(8)
    verdicts.add("p", START_MS, (START_MS + 9, True), FLOOR_MS)
    assert [frauds(verdicts, START_MS + at_ms) for at_ms in (8, 9)] == [0, 1]


def test_a_window_holds_its_end_and_not_its_beginning() -> None:
    verdicts = Verdicts(8)
    verdicts.add("p", START_MS, (START_MS, True), FLOOR_MS)
    assert verdicts.frauds(ALWAYS_MS, START_MS - 1, START_MS) == 1
    assert verdicts.frauds(ALWAYS_MS, START_MS, START_MS + 1) == 0


def test_a_revision_replaces_the_verdict_from_its_own_time_on_whatever_the_order() -> None:
    for order in ((0, 1), (1, 0)):
        verdicts = Verdicts(8)
        reports = ((START_MS + 1, True), (START_MS + 5, False))
        for place in order:
            verdicts.add("p", START_MS, reports[place], FLOOR_MS)
        known = [frauds(verdicts, START_MS + at_ms) for at_ms in (0, 1, 4, 5)]
        assert (known, frauds(verdicts)) == ([0, 1, 1, 0], 0)


def test_of_verdicts_of_one_moment_the_last_to_arrive_decides() -> None:
    verdicts = Verdicts(8)
    verdicts.add("p", START_MS, (START_MS + 1, False), FLOOR_MS)
    verdicts.add("p", START_MS, (START_MS + 1, True), FLOOR_MS)
    assert frauds(verdicts) == 1


def test_a_redelivery_and_a_payment_out_of_reach_change_nothing() -> None:
    verdicts = Verdicts(8)
    assert verdicts.add("p", START_MS, (START_MS + 1, True), FLOOR_MS)
    assert not verdicts.add("p", START_MS, (START_MS + 1, True), FLOOR_MS)
    assert not verdicts.add("q", FLOOR_MS, (START_MS + 1, True), FLOOR_MS)
    assert (len(verdicts), frauds(verdicts)) == (1, 1)


def test_above_the_limit_the_oldest_quarter_of_the_payments_goes() -> None:
    verdicts = Verdicts(8)
    for number in range(9):
        verdicts.add(f"p{number}", START_MS - 100 + number, (START_MS, True), FLOOR_MS)
    assert (len(verdicts), frauds(verdicts), verdicts.newest_ms) == (6, 6, START_MS - 92)


def test_of_many_revisions_the_newest_eight_are_kept() -> None:
    verdicts = Verdicts(8)
    for minute in range(10):
        assert verdicts.add("p", START_MS, (START_MS + minute, minute % 2 == 0), FLOOR_MS)
    assert not verdicts.add("p", START_MS, (START_MS, True), FLOOR_MS)
    assert [frauds(verdicts, START_MS + at_ms) for at_ms in (0, 1, 2, 9)] == [0, 0, 1, 0]
