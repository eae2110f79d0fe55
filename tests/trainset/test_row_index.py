"""Rows are found by the identity of their payment, each once while there are any."""

from trainset.row_index import RowIndex

KEY = ("t", "card", 1_700_000_000_000)
OTHER = ("t", "card", 1_700_000_000_001)


def test_an_identity_with_several_rows_gets_them_in_their_order() -> None:
    index = RowIndex([KEY, OTHER, KEY, KEY], [False] * 4)
    assert [index.claim(*KEY) for _ in range(3)] == [0, 2, 3]
    assert index.repeated == 0
    assert index.unclaimed().tolist() == [1]


def test_a_claim_too_many_is_the_last_row_again_and_counted() -> None:
    index = RowIndex([KEY, KEY], [False] * 2)
    assert [index.claim(*KEY) for _ in range(4)] == [0, 1, 1, 1]
    assert index.repeated == 2


def test_an_unknown_identity_has_no_row() -> None:
    index = RowIndex([KEY], [False])
    assert index.claim("t", "another card", KEY[2]) is None
    assert index.unclaimed().tolist() == [0]
