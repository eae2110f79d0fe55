"""Stages as a job opens them, fed one message at a time."""

from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from events.recommendations.shopping_event import EventType, ShoppingEvent, shopping_event_type
from events.shared.feature_value import FeatureValue
from features.recommendations.card import Card
from features.recommendations.definitions import DEFAULT, load_definitions
from features.recommendations.limits import RecommendationLimits
from tests.udfs.keyed_context import KeyedContext
from udfs.recommendations.messages import Entered, Shown, to_item, to_neighbours, to_shopper
from udfs.recommendations.plan_loading import loader_of
from udfs.recommendations.stage import ShoppingStage, ShoppingStageSettings

START_MS: Final = 1_750_000_000_000
SHOPPER: Final = "user:u"
LIMITS: Final = RecommendationLimits()
StageT = TypeVar("StageT", bound=ShoppingStage)

Sent = tuple[str, Any]
"""Key and message that come out of a stage."""


def stage_settings(definitions: str | Path = DEFAULT) -> ShoppingStageSettings:
    """Settings of any stage, with a cache too small for any state."""
    load_plan = loader_of(load_definitions(str(definitions)), LIMITS)
    return ShoppingStageSettings(load_plan=load_plan, limits=LIMITS, cache_bytes=0, one_core=False)


def opened(stage: StageT) -> tuple[StageT, KeyedContext]:
    """A stage that runs at a watermark of a day before `START_MS`."""
    context = KeyedContext(START_MS - 86_400_000)
    stage.open(context)
    return stage, context


def an_event(
    number: int = 0,
    item_id: str = "lamp",
    event_type: EventType = "view",
    *,
    after_ms: int | None = None,
    **fields: Any,  # noqa: ANN401 - fields
) -> ShoppingEvent:
    """An event of `SHOPPER`, one a second unless said otherwise."""
    time_ms = START_MS + (1_000 * number if after_ms is None else after_ms)
    return ShoppingEvent(
        event_id=f"e{number}",
        item_id=item_id,
        event_type=event_type,
        event_time_ms=time_ms,
        **{"user_id": "u", "shopper_id": SHOPPER, **fields},
    )


def entered(event: ShoppingEvent, *, moved: bool = False) -> Entered[ShoppingEvent]:
    """An event on its way to its item."""
    return Entered(event, moved, START_MS, (1,))


def fed(
    stage: ShoppingStage, context: KeyedContext, key: str, message: msgspec.Struct
) -> list[Any]:
    """What comes out of a stage for a message."""
    context.key = key
    raw = msgspec.msgpack.encode(message)
    return list(stage.process_element(raw, context))


def sent_to_item(rows: list[Any]) -> list[Sent]:
    """What an entry stage has sent on."""
    return [(row[0], to_item(())(row[1])) for row in rows]


def sent_to_neighbours(rows: list[Any]) -> list[Sent]:
    """What an item stage has sent on."""
    return [(row[0], to_neighbours(())(row[1])) for row in rows]


def sent_to_shopper(rows: list[Any]) -> list[Sent]:
    """What a neighbour stage, or one after it, has sent on."""
    return [(row[0], to_shopper(())(row[1])) for row in rows]


def shown_of(rows: list[Any]) -> Shown[Any]:
    """The one event among what was sent on."""
    [shown] = [message for _, message in sent_to_shopper(rows) if isinstance(message, Shown)]
    return shown


def a_card(item_id: str, values: tuple[FeatureValue, ...] = ()) -> Card:
    """An item in stock."""
    return Card(
        item_id=item_id,
        time_ms=START_MS,
        category="lamps",
        price_minor=100,
        available=True,
        first_seen_ms=START_MS,
        values=values,
        sessions=3.0,
        followed=2.0,
        again=0.0,
        followers=(),
    )


def wire(event: ShoppingEvent) -> bytes:
    """The event as its sender writes it."""
    fields = shopping_event_type(()).__struct_fields__
    given = {name: getattr(event, name) for name in fields}
    del given["shopper_id"]
    return msgspec.json.encode({name: one for name, one in given.items() if one is not None})
