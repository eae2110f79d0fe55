"""The neighbours of an item, against decayed sums over all that was noted."""

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.shared.time_units import DAY_MS
from features.recommendations.limits import RecommendationLimits
from features.recommendations.neighbours import Neighbour, Neighbours, Noted
from tests.features.recommendations.records import START_MS, a_note

LIMITS: Final = RecommendationLimits(half_life_ms=8 * DAY_MS, short_half_life_ms=2 * DAY_MS)
FEW: Final = RecommendationLimits(neighbours=3, half_life_ms=8 * DAY_MS)
NOW_MS: Final = START_MS + 40 * DAY_MS


@st.composite
def notes(draw: st.DrawFn) -> list[Noted]:
    """What sessions say of six neighbours, in any order of time."""
    count, names = st.integers(0, 3), st.sampled_from("abcdef")
    steps = st.tuples(count, count, count)
    said = st.tuples(names, st.integers(0, 40), st.integers(1, 6), steps, count, st.booleans())
    return [
        a_note(name, START_MS + day * DAY_MS, 1 / near, after=after, before=before, bought=bought)
        for name, day, near, after, before, bought in draw(st.lists(said, min_size=1, max_size=40))
    ]


def fed(noted: list[Noted], limits: RecommendationLimits = LIMITS) -> Neighbours:
    neighbours = Neighbours(limits)
    for one in noted:
        neighbours.note(one)
    return neighbours


def weight(noted: Noted, half_life_ms: int = 8 * DAY_MS) -> float:
    """What it weighs now."""
    return float(2.0 ** ((noted.time_ms - NOW_MS) / half_life_ms))


def nears(noted: list[Noted]) -> dict[str, float]:
    """The closeness of all neighbours now."""
    found: dict[str, float] = {}
    for one in noted:
        name = one.card.item_id
        found[name] = found.get(name, 0.0) + one.contact.near * weight(one)
    return found


def naive(noted: list[Noted], name: str) -> dict[str, Any]:
    """All that is counted of one neighbour now."""
    of_it = [one for one in noted if one.card.item_id == name]
    newest_ms = max(one.time_ms for one in of_it)
    return {
        "card": [one.card for one in of_it if one.time_ms == newest_ms][-1],
        "after": tuple(
            pytest.approx(sum(one.contact.after[step] * weight(one) for one in of_it))
            for step in range(3)
        ),
        "before": pytest.approx(sum(one.contact.before * weight(one) for one in of_it)),
        "near": pytest.approx(sum(one.contact.near * weight(one) for one in of_it)),
        "near_lately": pytest.approx(
            sum(one.contact.near * weight(one, 2 * DAY_MS) for one in of_it)
        ),
        "bought": pytest.approx(sum(one.contact.bought * weight(one) for one in of_it)),
    }


def fields(neighbour: Neighbour) -> dict[str, Any]:
    return {name: getattr(neighbour, name) for name in neighbour.__struct_fields__}


@given(notes())
def test_while_there_is_room_all_that_is_counted_is_the_decayed_sum(noted: list[Noted]) -> None:
    found = fed(noted).at(NOW_MS, 10)
    assert {one.card.item_id for one in found} == {one.card.item_id for one in noted}
    assert [fields(one) for one in found] == [naive(noted, one.card.item_id) for one in found]


@pytest.mark.parametrize("limits", [LIMITS, FEW])
@given(notes())
def test_the_nearest_come_first(limits: RecommendationLimits, noted: list[Noted]) -> None:
    neighbours = fed(noted, limits)
    found = [one.near for one in neighbours.at(NOW_MS, 10)]
    assert found == sorted(found, reverse=True)
    assert [one.near for one in neighbours.at(NOW_MS, 2)] == found[:2]


@given(notes())
def test_without_room_a_weight_lacks_no_more_than_the_share_of_one_place(
    noted: list[Noted],
) -> None:
    true, found = nears(noted), fed(noted, FEW).at(NOW_MS, 10)
    most = sum(true.values()) / 3
    assert 0 < len(found) <= 3
    lacks = [true[one.card.item_id] - one.near for one in found]
    assert -1e-9 <= min(lacks) <= max(lacks) <= most + 1e-9


@given(notes())
def test_without_room_a_neighbour_of_more_than_the_share_of_one_place_is_there(
    noted: list[Noted],
) -> None:
    true = nears(noted)
    heavy = {name for name, near in true.items() if 3 * near > sum(true.values()) * (1 + 1e-9)}
    assert heavy <= {one.card.item_id for one in fed(noted, FEW).at(NOW_MS, 10)}


def test_a_neighbour_that_is_let_in_again_begins_anew() -> None:
    limits = RecommendationLimits(neighbours=1)
    noted = [a_note(name, START_MS, after=(1, 0, 0)) for name in ("a", "b", "a")]
    (found,) = fed(noted, limits).at(START_MS, 10)
    assert (found.card.item_id, found.near, found.after) == ("a", 1.0, (1.0, 0.0, 0.0))


def test_neighbours_are_forgotten_after_their_time() -> None:
    neighbours, last_ms = fed([a_note("a", START_MS)]), START_MS + LIMITS.keep_ms
    assert (len(neighbours.at(last_ms, 10)), neighbours.at(last_ms + 1, 10)) == (1, ())
    neighbours.note(a_note("b", last_ms + 1))
    assert [one.card.item_id for one in neighbours.at(last_ms + 1, 10)] == ["b"]


def test_an_item_without_a_session_has_no_neighbours() -> None:
    assert Neighbours(LIMITS).at(START_MS, 10) == ()
