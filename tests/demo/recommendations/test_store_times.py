"""A list is in the store once it, or a newer one of its shopper, has been read there."""

from demo.recommendations.store_times import Due, store_times
from online_store.list_arrivals import Arrival
from tests.demo.recommendations.cases import moments_of

# Records 0 to 8 have the lines 0, 2, 4 ..., since an item stands before each; from line 4 on ten a
# second.
DUE = Due(since_ms=10_000, first_line=4, rate_per_s=10, lines=range(0, 18, 2))


def arrival(shopper: str, list_id: str, seen_ms: float) -> Arrival:
    return Arrival(shopper, list_id, 0, seen_ms)


LAST = arrival("session:s2", "Lz", 11_250.0)


def test_a_record_is_due_by_its_line() -> None:
    assert DUE.at_ms(2) == 10_000
    assert DUE.at_ms(8) == 11_200


def test_the_time_is_from_due_to_read() -> None:
    arrivals = [arrival("session:s2", "Lx", 10_030.0), arrival("user:u1", "Lc", 10_460.0), LAST]
    found = store_times(moments_of(), arrivals, DUE, 2)
    assert found.event_to_store_ms == {"Lx": 30.0, "Lc": 60.0, "Lz": 50.0}
    assert found.unseen == 0


def test_a_list_that_was_overtaken_counts_until_the_newer_one_was_read() -> None:
    found = store_times(moments_of(), [arrival("user:u1", "Lc", 10_460.0), LAST], DUE, 2)
    assert found.event_to_store_ms["Lx"] == 1_250.0


def test_a_newer_list_of_somebody_else_does_not_count() -> None:
    found = store_times(moments_of(), [LAST], DUE, 2)
    assert "Lc" not in found.event_to_store_ms
    assert found.unseen == 1


def test_an_older_list_that_is_read_again_is_not_the_newer_one() -> None:
    again = [arrival("session:s2", "Lx", 10_030.0), arrival("session:s2", "Lx", 12_000.0)]
    assert store_times(moments_of(), again, DUE, 8).unseen == 1


def test_lists_before_the_measured_records_are_left_out() -> None:
    found = store_times(moments_of(), [LAST], DUE, 8)
    assert found.event_to_store_ms == {"Lz": 50.0}
