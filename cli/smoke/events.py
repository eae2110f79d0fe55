"""Shopping events that nobody made, each of a shopper, an item and a category of its own.

What they teach stays among themselves: items of another category, in a session of one event, are
candidates for nobody else.
"""

from typing import Final

import msgspec

from cli.smoke.exchange import SMOKE_PREFIX, Answer, Marked
from events.recommendations.recommendation_list import RecommendationList, list_id
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.json_records import encode

_DECODER: Final = msgspec.json.Decoder(RecommendationList)
_COMPARED: Final = ("list_id", "user_id", "session_id", "event_time_ms", "trace_id")


def smoke_events(run: str, count: int, now_ms: int) -> list[Marked]:
    """`count` views of run `run`."""
    return [_marked(run, number, now_ms) for number in range(count)]


def _marked(run: str, number: int, now_ms: int) -> Marked:
    event = ShoppingEvent(
        event_id=f"{SMOKE_PREFIX}{run}-{number}",
        item_id=f"{SMOKE_PREFIX}item-{run}-{number}",
        event_type="view",
        event_time_ms=now_ms,
        user_id=f"{SMOKE_PREFIX}user-{run}-{number}",
        session_id=f"{SMOKE_PREFIX}session-{run}-{number}",
        category=f"{SMOKE_PREFIX}category-{run}-{number}",
        trace_id=f"{SMOKE_PREFIX}{run}",
    )
    shopper = shopper_key(event.user_id, event.session_id)
    own = {name: getattr(event, name) for name in _COMPARED[1:]}
    return Marked(
        id=event.event_id,
        key=shopper,
        raw=encode(event),
        expected={"list_id": list_id(shopper, event.event_id), **own},
    )


def read_list(raw: bytes) -> Answer | None:
    """The list in a record of the stream of lists."""
    try:
        made = _DECODER.decode(raw)
    except msgspec.DecodeError:
        return None
    by = "no ranker" if made.ranker is None else f"{made.ranker.name}@{made.ranker.version}"
    return Answer(
        id=made.event_id,
        said=f"list of {len(made.items)} by {by}",
        found={name: getattr(made, name) for name in _COMPARED},
        in_job_us=made.stage_us.get("in_job", 0),
        job_version=made.job_version,
        told={
            "event_id": made.event_id,
            "items": [item.item_id for item in made.items],
            "stage_us": made.stage_us,
            "definitions": made.definitions,
            "ranker": None if made.ranker is None else made.ranker.sha256,
        },
    )
