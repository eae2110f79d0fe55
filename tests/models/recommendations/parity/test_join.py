"""Rows of two sides find each other wherever they stand, and what differs is named."""

from collections.abc import Iterable

from models.recommendations.parity.join import Join
from models.recommendations.parity.tally import Compared, Tally


def compare(tally: Tally, key: str, found: object, replayed: object) -> None:
    tally.compare(key, "value", found, replayed)


def joined(file: Iterable[tuple[str, object]], replay: Iterable[tuple[str, object]]) -> Compared:
    join = Join(iter(file), compare)
    for key, row in replay:
        join.take(key, row)
    return join.finish()


def test_sides_in_another_order_agree() -> None:
    found = joined([("b", 2), ("c", 3), ("a", 1)], [("a", 1), ("b", 2), ("c", 3)])
    assert (found.rows, found.values, found.holds) == (3, 3, True)


def test_a_value_that_differs_is_counted_and_shown() -> None:
    found = joined([("a", 1.5), ("b", 2)], [("a", 1.0), ("b", 2)])
    assert (found.mismatches, found.largest, found.holds) == ({"value": 1}, {"value": 0.5}, False)
    example = found.examples[0]
    assert (example.row, example.found, example.replayed) == ("a", 1.5, 1.0)


def test_a_flag_is_no_number() -> None:
    assert not joined([("a", True)], [("a", 1)]).holds


def test_rows_of_one_side_are_counted_by_side() -> None:
    found = joined([("a", 1), ("b", 2)], [("b", 2), ("c", 3), ("d", 4)])
    assert (found.only_in_file, found.only_in_replay, found.holds) == (1, 2, False)
    assert found.lone == ("a: only in the file", "c: only in the replay", "d: only in the replay")


def test_a_row_delivered_again_is_no_difference_and_one_with_other_values_is() -> None:
    again = joined([("a", 1), ("a", 1)], [("a", 1)])
    assert (again.repeated, again.holds) == (1, True)
    other = joined([("a", 1), ("a", 2)], [("a", 1)])
    assert (other.repeated, other.only_in_file, other.holds) == (0, 1, False)


def test_two_empty_sides_prove_nothing() -> None:
    assert not joined([], []).holds
