"""The item stage by itself: what an event, a moved one, a lesson and a record come to."""

import pytest

from events.recommendations.catalogue_item import CatalogueItem
from features.recommendations.leaders import Sought
from features.recommendations.lessons import SessionItem, lessons_of
from tests.udfs.keyed_context import KeyedContext
from tests.udfs.recommendations.stages import (
    SHOPPER,
    START_MS,
    an_event,
    entered,
    fed,
    opened,
    sent_to_neighbours,
    stage_settings,
)
from udfs.recommendations.item_stage import ItemStage
from udfs.recommendations.messages import (
    CatalogueRecord,
    LeftCategory,
    NotedNeighbour,
    Shown,
    SoughtItem,
    TaughtItem,
)


def item() -> tuple[ItemStage, KeyedContext]:
    return opened(ItemStage(stage_settings()))


def views_of(shown: Shown[object]) -> object:
    """The feature `item_views_1h` on a card."""
    names = stage_settings().load_plan().item_names
    return shown.card.values[names.index("item_views_1h")]


def test_a_view_is_told_to_its_category_first_and_then_shown_with_the_items_features() -> None:
    stage, context = item()
    fed(stage, context, "lamp", entered(an_event(0, category="lamps")))
    rows = fed(stage, context, "lamp", entered(an_event(1, category="lamps")))
    (category, sought), (key, shown) = sent_to_neighbours(rows)
    assert (category, sought.shopper_id, sought.sought.interest > 1) == ("c:lamps", SHOPPER, True)
    assert (key, views_of(shown), len(shown.entered.stage_us)) == ("i:lamp", 2, 2)


def test_an_event_that_says_nothing_of_interest_tells_no_category() -> None:
    stage, context = item()
    rows = fed(stage, context, "lamp", entered(an_event(0, event_type="impression")))
    assert [type(message) for _, message in sent_to_neighbours(rows)] == [Shown]


def test_a_moved_event_is_shown_again_and_counted_no_second_time() -> None:
    stage, context = item()
    fed(stage, context, "lamp", entered(an_event(0)))
    [(key, shown)] = sent_to_neighbours(
        fed(stage, context, "lamp", entered(an_event(0), moved=True))
    )
    assert (key, shown.entered.moved, views_of(shown)) == ("i:lamp", True, 1)
    (_, _), (_, after) = sent_to_neighbours(fed(stage, context, "lamp", entered(an_event(1))))
    assert views_of(after) == 2


def test_a_lesson_lays_the_items_card_down_at_each_item_that_it_is_a_neighbour_of() -> None:
    stage, context = item()
    session = [SessionItem("lamp", bought=False), SessionItem("chair", bought=False)]
    lessons = {one.item_id: one for one in lessons_of(session, START_MS)}
    rows = fed(stage, context, "chair", TaughtItem(lessons["chair"]))
    [(key, noted)] = sent_to_neighbours(rows)
    assert isinstance(noted, NotedNeighbour)
    assert (key, noted.noted.card.item_id, noted.noted.contact.after) == (
        "i:lamp",
        "chair",
        (1, 0, 0),
    )


@pytest.mark.parametrize(
    ("category", "available", "left"),
    [("lamps", True, []), ("lights", True, ["c:lamps"]), ("lamps", False, ["c:lamps"])],
)
def test_an_item_leaves_its_category_with_the_record_that_says_so(
    category: str, *, available: bool, left: list[str]
) -> None:
    stage, context = item()
    fed(stage, context, "lamp", entered(an_event(0, category="lamps")))
    record = CatalogueItem("lamp", START_MS + 1, category=category, available=available)
    told = sent_to_neighbours(fed(stage, context, "lamp", CatalogueRecord(record)))
    assert [key for key, _ in told] == left
    assert [message.left.item_id for _, message in told] == ["lamp"] * len(left)


def test_an_item_leaves_its_category_with_the_event_that_names_another() -> None:
    stage, context = item()
    fed(stage, context, "lamp", entered(an_event(0, category="lamps")))
    rows = fed(stage, context, "lamp", entered(an_event(1, category="lights")))
    told = [(key, type(message)) for key, message in sent_to_neighbours(rows)]
    assert told == [("c:lamps", LeftCategory), ("c:lights", SoughtItem), ("i:lamp", Shown)]


def test_a_record_of_the_catalogue_is_on_the_card_of_the_next_event() -> None:
    stage, context = item()
    record = CatalogueItem("lamp", START_MS - 1, category="lights", available=False)
    assert fed(stage, context, "lamp", CatalogueRecord(record)) == []
    (category, sought), _ = sent_to_neighbours(fed(stage, context, "lamp", entered(an_event())))
    assert category == "c:lights"
    assert isinstance(sought, SoughtItem)
    assert isinstance(sought.sought, Sought)
    assert sought.sought.card.available is False
