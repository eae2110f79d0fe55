"""A key of a definition file's own, between neighbours and shopper."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.card_table import card_table
from features.recommendations.neighbour_table import neighbour_table
from features.recommendations.shopper import LeadersTold
from tests.udfs.keyed_context import KeyedContext
from tests.udfs.recommendations.stages import (
    SHOPPER,
    START_MS,
    a_card,
    an_event,
    entered,
    fed,
    opened,
    sent_to_shopper,
    shown_of,
    stage_settings,
)
from udfs.recommendations.messages import Led, Shown
from udfs.recommendations.middle_stage import MiddleStage

OWN = """\
version: 1
extends: shipped
entities: {visit: session_id, shelf: category}
features:
  - {name: visit_events, of: visit, count: , over: 1h, description: Events of the session.}
  - {name: shelf_events, of: shelf, count: , over: 1h, description: Events of the category.}
"""
CARD = a_card("lamp")


@pytest.fixture
def definitions(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(OWN)
    return path


def middle(definitions: Path, place: int = 1) -> tuple[MiddleStage, KeyedContext]:
    return opened(MiddleStage(stage_settings(definitions), place))


def shown(event: ShoppingEvent, *, moved: bool = False) -> Shown[ShoppingEvent]:
    return Shown(
        entered(event, moved=moved), ((1,),), ("of the item",), CARD, neighbour_table((), 0)
    )


def test_the_values_of_the_key_are_added_and_the_event_goes_to_the_next_key(
    definitions: Path,
) -> None:
    stage, context = middle(definitions)
    event = an_event(0, session_id="s", category="lamps")
    fed(stage, context, "s", shown(event))
    rows = fed(stage, context, "s", shown(replace(event, event_id="e1")))
    found = shown_of(rows)
    assert rows[0][0] == "lamps"
    assert (found.values, found.incomplete) == (((1,), (2,)), ("of the item",))
    assert len(found.entered.stage_us) == 2


def test_the_last_key_of_a_file_sends_to_the_shopper(definitions: Path) -> None:
    stage, context = middle(definitions, place=2)
    rows = fed(stage, context, "lamps", shown(an_event(0, category="lamps")))
    assert (rows[0][0], shown_of(rows).values[1][0]) == (SHOPPER, 1)


def test_an_event_without_the_key_passes_and_touches_no_state(definitions: Path) -> None:
    stage, context = middle(definitions)
    rows = fed(stage, context, SHOPPER, shown(an_event(0)))
    assert (rows[0][0], shown_of(rows).values) == (SHOPPER, ((1,), (None,)))
    assert [log.lengths for log in context.logs.values()] == [{}]


def test_leaders_and_moved_events_pass_as_they_are(definitions: Path) -> None:
    stage, context = middle(definitions)
    led = Led(LeadersTold("lamps", START_MS, card_table((CARD,), 0)), SHOPPER)
    moved = shown(an_event(0, session_id="s"), moved=True)
    assert sent_to_shopper(fed(stage, context, SHOPPER, led)) == [(SHOPPER, led)]
    assert sent_to_shopper(fed(stage, context, SHOPPER, moved)) == [(SHOPPER, moved)]
    assert [log.lengths for log in context.logs.values()] == [{}]
