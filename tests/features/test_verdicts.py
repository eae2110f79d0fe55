"""Verdicts on the payments of one key, one fact a test."""

from hypothesis import given
from hypothesis import strategies as st

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


def test_the_latest_fraud_is_the_newest_payment_that_is_counted_at_that_moment() -> None:
    verdicts = Verdicts(8)
    for back_ms, reported_ms in ((0, 30), (10, 20), (20, 10)):
        verdicts.add(f"p{back_ms}", START_MS - back_ms, (START_MS + reported_ms, True), FLOOR_MS)
    verdicts.add("p0", START_MS, (START_MS + 40, False), FLOOR_MS)
    known = [
        verdicts.latest_fraud(START_MS + at_ms, FLOOR_MS, START_MS) for at_ms in (9, 10, 20, 30, 40)
    ]
    assert known == [None, START_MS - 20, START_MS - 10, START_MS, START_MS - 10]
    edges = [
        verdicts.latest_fraud(ALWAYS_MS, START_MS - 20, START_MS - back_ms)
        for back_ms in (9, 10, 11)
    ]
    assert edges == [START_MS - 10, START_MS - 10, None]


def test_the_earliest_fraud_is_the_oldest_payment_that_is_counted_at_that_moment() -> None:
    verdicts = Verdicts(8)
    for back_ms, reported_ms in ((0, 10), (10, 20), (20, 30)):
        verdicts.add(f"p{back_ms}", START_MS - back_ms, (START_MS + reported_ms, True), FLOOR_MS)
    verdicts.add("p20", START_MS - 20, (START_MS + 40, False), FLOOR_MS)
    known = [
        verdicts.earliest_fraud(START_MS + at_ms, FLOOR_MS, START_MS)
        for at_ms in (9, 10, 20, 30, 40)
    ]
    assert known == [None, START_MS, START_MS - 10, START_MS - 20, START_MS - 10]
    edges = [
        verdicts.earliest_fraud(ALWAYS_MS, START_MS - back_ms, START_MS - 5)
        for back_ms in (21, 11, 10)
    ]
    assert edges == [START_MS - 10, START_MS - 10, None]


REPORTS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 40), st.booleans()), min_size=1, max_size=30
)


@given(REPORTS, st.integers(0, 40))
def test_the_latest_and_the_earliest_fraud_are_counted_and_none_beyond_them(
    reports: list[tuple[int, int, bool]], known_at_ms: int
) -> None:
    verdicts = Verdicts(64)
    for payment, reported_ms, is_fraud in reports:
        verdicts.add(f"p{payment}", 5 * payment, (reported_ms, is_fraud), -1)
    for until_ms in (4, 5, 12, 40):
        latest_ms = verdicts.latest_fraud(known_at_ms, -1, until_ms)
        earliest_ms = verdicts.earliest_fraud(known_at_ms, -1, until_ms)
        if latest_ms is None or earliest_ms is None:
            assert (latest_ms, earliest_ms) == (None, None)
            assert verdicts.frauds(known_at_ms, -1, until_ms) == 0
        else:
            assert verdicts.frauds(known_at_ms, -1, earliest_ms) == 1
            assert verdicts.frauds(known_at_ms, -1, earliest_ms - 1) == 0
            assert verdicts.frauds(known_at_ms, latest_ms - 1, until_ms) == 1
            assert verdicts.frauds(known_at_ms, latest_ms, until_ms) == 0
