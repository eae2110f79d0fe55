"""A history in three parts: what fills the states, what is learned from, what is held out."""

import numpy as np
import pytest

from models.recommendations.training.split import Split, split_at, split_by_share

TIMES = np.arange(100, 200, dtype=np.int64)


def test_shares_are_of_the_events_wherever_they_stand() -> None:
    shuffled = np.random.default_rng(1).permutation(TIMES)
    split = split_by_share(shuffled, 0.5, 0.2)
    assert split == Split(first_ms=100, from_ms=140, held_out_ms=180, last_ms=199)


def test_nothing_is_held_out_where_no_share_is() -> None:
    assert split_by_share(TIMES, 0.0, 0.0).held_out_ms == 200


def test_a_time_may_say_where_what_is_held_out_begins() -> None:
    split = split_at(TIMES, 0.5, 120)
    assert (split.from_ms, split.held_out_ms) == (110, 120)


def test_a_list_is_learned_from_if_its_next_item_is_not_held_out_either() -> None:
    split = split_by_share(TIMES, 0.5, 0.2)
    assert split.is_learned(140, 179)
    assert not split.is_learned(139, 141)
    assert not split.is_learned(179, 180)
    assert not split.is_learned(180, 179)


def test_a_history_with_nothing_to_learn_from_is_refused() -> None:
    with pytest.raises(ValueError, match="no event, expected some"):
        split_by_share(np.zeros(0, np.int64), 0.5, 0.2)
    with pytest.raises(ValueError, match=r"no event before 100, .* the first is at 100"):
        split_at(TIMES, 0.5, 100)
