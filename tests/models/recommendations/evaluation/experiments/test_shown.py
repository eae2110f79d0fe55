"""Which lists shoppers were really shown, and since when."""

import pytest
from msgspec.structs import replace

from events.recommendations.recommendation_list import Exposure, RecommendedItem
from events.recommendations.showing import Showing
from models.recommendations.evaluation.experiments.shown import shown_as_made, shown_lists
from tests.models.recommendations.evaluation.experiments.logged import START_MS, a_list

DRAWN = Exposure("e", "new", 0.5, explored=True, places=(0, 2))
MADE = replace(
    a_list("user:u", START_MS, "new", exposure=DRAWN),
    items=tuple(RecommendedItem(item, 0.0, "walk", "why") for item in "abcd"),
)
SHOWING = Showing(
    exposure_id="x",
    shown_at_ms=START_MS + 60,
    shopper="user:u",
    tenant="shop",
    basis="list",
    item_ids=tuple("abcd"),
    list_id=MADE.list_id,
)


def test_a_list_is_shown_from_its_first_exposure_on() -> None:
    again = replace(SHOWING, shown_at_ms=START_MS + 20, basis="list_reranked")
    never = replace(MADE, list_id="never")
    [found] = shown_lists([MADE, never], [again, SHOWING])
    assert (found.list_id, found.event_time_ms) == (MADE.list_id, START_MS + 20)


def test_what_rests_on_no_list_shows_none() -> None:
    popular = replace(SHOWING, shown_at_ms=START_MS, basis="popular", list_id=None)
    [found] = shown_lists([MADE], [popular, SHOWING])
    assert found.event_time_ms == START_MS + 60


@pytest.mark.parametrize(("items", "whole"), [("abc", True), ("abcx", True), ("ab", False)])
def test_a_list_is_shown_as_made_where_all_drawn_places_are(items: str, *, whole: bool) -> None:
    showing = replace(SHOWING, item_ids=tuple(items))
    other = replace(SHOWING, list_id="other")
    drawn = replace(MADE, list_id="other")
    found = shown_as_made([MADE, drawn], [showing, other])
    assert [one.list_id for one in found] == [MADE.list_id] * whole + ["other"]
