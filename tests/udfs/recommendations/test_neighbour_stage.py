"""The neighbour stage by itself: neighbours are found at the item, leaders at the category."""

from features.recommendations.leaders import Left
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
    sent_to_shopper,
    shown_of,
    stage_settings,
)
from udfs.recommendations.item_stage import ItemStage
from udfs.recommendations.messages import Led, LeftCategory, Shown, SoughtItem, TaughtItem
from udfs.recommendations.neighbour_stage import NeighbourStage


def neighbours() -> tuple[NeighbourStage, KeyedContext]:
    return opened(NeighbourStage(stage_settings()))


def at_item(message: object, key: str) -> list[tuple[str, object]]:
    """What an item stage without history makes of a message."""
    stage, context = opened(ItemStage(stage_settings()))
    return sent_to_neighbours(fed(stage, context, key, message))  # type: ignore[arg-type] # a message


def shown(item_id: str = "lamp", *, event_type: str = "view", moved: bool = False) -> Shown[object]:
    event = an_event(3, item_id, event_type)  # type: ignore[arg-type] # of the wire
    [found] = [
        one for _, one in at_item(entered(event, moved=moved), item_id) if isinstance(one, Shown)
    ]
    return found


def names(found: Shown[object]) -> list[str]:
    """Of the neighbours that an event has got."""
    assert found.neighbours is not None
    return [*found.neighbours.cards.item_ids]


def taught() -> tuple[NeighbourStage, KeyedContext]:
    """A stage that knows that a chair comes after a lamp."""
    stage, context = neighbours()
    session = [SessionItem("lamp", bought=False), SessionItem("chair", bought=False)]
    for lesson in lessons_of(session, START_MS):
        for key, noted in at_item(TaughtItem(lesson), lesson.item_id):
            assert fed(stage, context, key, noted) == []  # type: ignore[arg-type] # a message
    return stage, context


def test_an_event_goes_to_its_shopper_with_the_neighbours_of_its_item() -> None:
    stage, context = taught()
    rows = fed(stage, context, "i:lamp", shown())
    found = shown_of(rows)
    assert rows[0][0] == SHOPPER
    assert names(found) == ["chair"]
    assert len(found.entered.stage_us) == 3


def test_what_was_only_shown_asks_for_no_neighbours() -> None:
    stage, context = taught()
    rows = fed(stage, context, "i:lamp", shown(event_type="impression"))
    assert shown_of(rows).neighbours is None


def test_a_moved_event_gets_neighbours_as_any_other() -> None:
    stage, context = taught()
    rows = fed(stage, context, "i:lamp", shown(moved=True))
    assert names(shown_of(rows)) == ["chair"]


def test_an_item_that_is_sought_tells_its_shopper_the_leaders_of_the_category() -> None:
    stage, context = neighbours()
    for number, name in enumerate(("lamp", "torch")):
        event = an_event(number, name, category="lamps")
        [(key, sought)] = [
            (key, one) for key, one in at_item(entered(event), name) if isinstance(one, SoughtItem)
        ]
        rows = fed(stage, context, key, sought)
    [(shopper, led)] = sent_to_shopper(rows)
    assert isinstance(led, Led)
    assert (shopper, led.told.category) == (SHOPPER, "lamps")
    assert {*led.told.cards.item_ids} == {"lamp", "torch"}


def test_an_item_that_has_left_leads_its_category_no_more() -> None:
    stage, context = neighbours()
    event = an_event(0, "lamp", category="lamps")
    for key, message in at_item(entered(event), "lamp"):
        if isinstance(message, SoughtItem):
            fed(stage, context, key, message)
            assert fed(stage, context, key, LeftCategory(Left("lamp"))) == []
    torch = an_event(1, "torch", category="lamps")
    [sought] = [one for _, one in at_item(entered(torch), "torch") if isinstance(one, SoughtItem)]
    [(_, led)] = sent_to_shopper(fed(stage, context, "c:lamps", sought))
    assert [*led.told.cards.item_ids] == ["torch"]
