"""What a ranker learns from: the candidates of lists, and which of them came next."""

import numpy as np
import pytest

from models.recommendations.gathering import candidates_of
from models.recommendations.inputs import matrix
from models.recommendations.training import lists
from models.recommendations.training.lists import ListCollector
from tests.features.recommendations.records import a_card
from tests.models.recommendations.drawn import DRAWN, LEADERS, a_listing, short_session


def collected(*next_items: str) -> ListCollector:
    """The drawn list, and what came next after it each time."""
    collector = ListCollector(item_values=2)
    for item_id in next_items:
        collector.add(a_listing(), item_id)
    return collector


def test_a_list_is_its_candidates_with_the_next_one_marked() -> None:
    found = collected("C").take()
    expected = matrix(DRAWN, candidates_of(DRAWN, LEADERS, 2), (7.0, None))
    assert found.inputs.tobytes() == expected.tobytes()
    assert (found.labels.tolist(), found.sizes.tolist()) == ([0, 1, 0, 0, 0, 0], [6])


def test_a_list_without_what_came_next_is_counted_and_teaches_nothing() -> None:
    collector = collected("X", "B", "Y")
    assert (collector.missed, len(collector), len(collector.take())) == (2, 1, 1)


def test_without_any_list_there_is_nothing_to_learn() -> None:
    with pytest.raises(ValueError, match="no session has an item"):
        collected("X").take()


def test_lists_that_do_not_fit_a_block_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = collected(*"BCDABC").take()
    monkeypatch.setattr(lists, "_BLOCK_ROWS", 4)
    collector = collected(*"BCDABC")
    parted = collector.take()
    assert parted.inputs.tobytes() == whole.inputs.tobytes()
    assert parted.labels.tolist() == whole.labels.tolist()
    assert parted.sizes.tolist() == [6] * 6
    assert len(collector) == 0
    with pytest.raises(ValueError, match="no session has an item"):
        collector.take()


def test_lists_are_parted_at_their_ends() -> None:
    collector = collected("B", "C")
    collector.add(a_listing(short_session(a_card("S", values=(1, 2)), values=(3, 4)), ()), "S")
    found = collector.take()
    assert [len(found.part(first, last)) for first, last in ((0, 2), (2, 3), (1, 1))] == [2, 1, 0]
    last = found.part(2, 3)
    assert (last.labels.tolist(), last.sizes.tolist()) == ([1, 0], [2])
    assert np.array_equal(last.inputs, found.inputs[12:])
