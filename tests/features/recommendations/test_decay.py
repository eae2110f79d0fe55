"""Kept weights: compared as they are, they are in the order of the weights at any later time."""

from hypothesis import given
from hypothesis import strategies as st

from features.recommendations.decay import MOST_HALF_LIVES, Landmark

TIMES = st.integers(0, 20_000)


@given(TIMES, TIMES)
def test_a_weight_halves_with_each_half_life(time_ms: int, half_lives: int) -> None:
    landmark, half_lives = Landmark(1000, 7_000), half_lives // 1000
    left = landmark.kept(time_ms) * landmark.share_at(time_ms + half_lives * 1000)
    assert abs(left * 2**half_lives - 1) < 1e-9


@given(TIMES, TIMES)
def test_of_two_weights_the_later_is_kept_as_more(one_ms: int, other_ms: int) -> None:
    landmark = Landmark(1000, 7_000)
    assert (landmark.kept(one_ms) < landmark.kept(other_ms)) == (one_ms < other_ms)


@given(TIMES, TIMES)
def test_what_is_kept_weighs_the_same_after_the_landmark_has_moved(
    time_ms: int, to_ms: int
) -> None:
    landmark = Landmark(1000, 7_000)
    before, kept = landmark.share_at(9_000), landmark.kept(time_ms)
    factor = landmark.move(to_ms)
    assert landmark.at_ms == to_ms
    assert abs(kept * factor * landmark.share_at(9_000) / (kept * before) - 1) < 1e-9


def test_a_landmark_is_far_from_what_is_more_than_so_many_half_lives_later() -> None:
    landmark, most_ms = Landmark(1000, 0), int(MOST_HALF_LIVES * 1000)
    assert (landmark.is_far(most_ms), landmark.is_far(most_ms + 1)) == (False, True)
    assert not landmark.is_far(-2 * most_ms)


def test_a_landmark_of_centuries_ago_leaves_nothing_and_no_error() -> None:
    assert Landmark(1000, 0).move(10**13) == 0.0
