"""Which keys are held, and how far off their weights can be: against a dictionary of all keys.

Times are whole half-lives and weights whole numbers, so that every sum here is exact.
"""

from typing import Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.recommendations.heavy_hitters import NOTHING, HeavyHitters, HeavyHittersImage, Nothing

HALF_LIFE_MS: Final = 10
PLACES: Final = 4

Weighed = tuple[str, int, int]
"""A key, its weight, and the half-life that it comes at."""

STREAMS = st.lists(
    st.tuples(st.sampled_from("abcdefg"), st.integers(1, 8), st.integers(0, 24)),
    min_size=1,
    max_size=60,
)
SPREAD_STREAMS = st.lists(
    st.tuples(
        st.sampled_from("abcde"), st.integers(1, 8), st.sampled_from([0, 1, 2, 499, 501, 5000])
    ),
    min_size=1,
    max_size=20,
)
"""With steps that are longer than a landmark is good for."""


class Scaled:
    """A weight that is held beside the rank."""

    def __init__(self) -> None:
        self.kept = 0.0

    def scale(self, factor: float) -> None:
        self.kept *= factor


def hitters(places: int = PLACES) -> HeavyHitters[Nothing]:
    return HeavyHitters(places, HALF_LIFE_MS, lambda: NOTHING)


def fed(stream: list[Weighed], places: int = PLACES) -> HeavyHitters[Nothing]:
    held = hitters(places)
    for key, weight, half_life in stream:
        held.add(key, weight, half_life * HALF_LIFE_MS)
    return held


def true_weights(stream: list[Weighed]) -> dict[str, int]:
    """Of all keys, each in relation to time 0."""
    weights: dict[str, int] = {}
    for key, weight, half_life in stream:
        weights[key] = weights.get(key, 0) + (weight << half_life)
    return weights


def ranked(held: HeavyHitters[Nothing]) -> dict[str, tuple[float, float]]:
    """Rank and error of the keys, in relation to time 0."""
    share = held.share_at(0)
    return {key: (place.rank * share, place.error * share) for key, place in held.items()}


@given(STREAMS)
def test_a_true_weight_lies_between_the_rank_less_its_error_and_the_rank(
    stream: list[Weighed],
) -> None:
    found, true = ranked(fed(stream)), true_weights(stream)
    assert found
    assert [
        key for key, (rank, error) in found.items() if not rank - error <= true[key] <= rank
    ] == []


@given(STREAMS)
def test_no_error_is_more_than_the_share_of_one_place(stream: list[Weighed]) -> None:
    found, total = ranked(fed(stream)), sum(true_weights(stream).values())
    assert max(error for _, error in found.values()) <= total / PLACES


@given(STREAMS)
def test_a_key_of_more_than_the_share_of_one_place_is_held(stream: list[Weighed]) -> None:
    true = true_weights(stream)
    heavy = {key for key, weight in true.items() if weight * PLACES > sum(true.values())}
    assert heavy <= set(ranked(fed(stream)))


@given(STREAMS)
def test_while_there_is_room_every_weight_is_exact(stream: list[Weighed]) -> None:
    exact = {key: (weight, 0) for key, weight in true_weights(stream).items()}
    assert ranked(fed(stream, places=7)) == exact


@given(STREAMS, st.integers(1, 6))
def test_no_more_keys_are_held_than_there_are_places(stream: list[Weighed], places: int) -> None:
    assert len(fed(stream, places)) == min(places, len(true_weights(stream)))


@given(STREAMS, st.integers(0, 60))
def test_a_restored_one_goes_on_exactly_as_before(stream: list[Weighed], cut: int) -> None:
    live, restored = fed(stream[:cut]), hitters()
    stored = msgspec.msgpack.encode(live.image())
    image = msgspec.msgpack.decode(stored, type=HeavyHittersImage)
    restored.restore(image, [NOTHING] * len(image.keys))
    for key, weight, half_life in stream[cut:]:
        for one in (live, restored):
            one.add(key, weight, half_life * HALF_LIFE_MS)
    assert restored.image() == live.image()


@given(SPREAD_STREAMS)
def test_no_distance_from_the_landmark_turns_two_keys_round(steps: list[Weighed]) -> None:
    half_life, stream = 0, []
    for key, weight, step in steps:
        half_life += step
        stream.append((key, weight, half_life))
    true = true_weights(stream)
    ranks = {key: place.rank for key, place in fed(stream, places=5).items()}
    by_rank, by_weight = sorted(ranks, key=ranks.__getitem__), sorted(true, key=true.__getitem__)
    assert [ranks[key] for key in by_rank] == [ranks[key] for key in by_weight]
    heaviest = by_weight[-1]
    lighter = [key for key in true if 1000 * true[heaviest] > 1001 * true[key]]
    assert [key for key in lighter if ranks[key] >= ranks[heaviest]] == []


@given(STREAMS)
def test_a_first_key_of_centuries_ago_changes_no_weight_of_those_today(
    stream: list[Weighed],
) -> None:
    centuries = 10**6
    today = [(key, weight, centuries + half_life) for key, weight, half_life in stream]
    held, alone = fed([("old", 8, 0), *today], places=8), fed(stream, places=8)
    now_ms = centuries * HALF_LIFE_MS
    found = {key: place.rank * held.share_at(now_ms) for key, place in held.items() if key != "old"}
    assert found == {key: rank for key, (rank, _) in ranked(alone).items()}


def test_a_newcomer_takes_the_place_of_the_lightest_and_its_rank_as_its_error() -> None:
    held = ranked(fed([("a", 3, 0), ("b", 1, 0), ("c", 2, 0)], places=2))
    assert held == {"a": (3, 0), "c": (3, 1)}


def test_of_two_that_are_as_light_the_first_by_name_goes() -> None:
    assert set(ranked(fed([("b", 1, 0), ("a", 1, 0), ("c", 1, 0)], places=2))) == {"b", "c"}


def test_what_is_held_beside_a_rank_moves_with_the_landmark() -> None:
    held = HeavyHitters(2, HALF_LIFE_MS, Scaled)
    held.add("a", 1, 0).held.kept = 6.0
    held.add("b", 1, 501 * HALF_LIFE_MS)
    place = held.get("a")
    assert place is not None
    assert (place.rank, place.held.kept) == (2.0**-501, 6 * 2.0**-501)


def test_an_empty_one_has_no_weight_at_any_time() -> None:
    assert (len(hitters()), hitters().share_at(0), hitters().get("a")) == (0, 0.0, None)


@pytest.mark.parametrize("held", [[], [NOTHING, NOTHING]])
def test_an_image_is_refused_with_more_or_less_than_its_keys(held: list[Nothing]) -> None:
    with pytest.raises(ValueError, match="zip"):
        hitters().restore(HeavyHittersImage(0, ["a"], [1.0], [0.0]), held)
