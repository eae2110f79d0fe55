"""Sessions of the OTTO recommender data as shopping events.

::

    {"session":7,"events":[{"aid":16246,"ts":1659304800025,"type":"clicks"}, ...]}   one a line

What stands for what:
- shopper: the session, which the data does not tie to a user; it lasts up to four weeks.
- item: aid; nothing else is known of it.
- event: clicks are views, carts carts, orders purchases; `ts` is in milliseconds.
"""

from operator import attrgetter
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from datasets.own.text_lines import byte_lines
from datasets.shopping.shopping_history import ShoppingHistory
from events.recommendations.shopping_event import EventType, ShoppingEvent
from events.shared.wire_types import EventTimeMs

_TYPES: Final[dict[str, EventType]] = {"clicks": "view", "carts": "cart", "orders": "purchase"}
_Number = Annotated[int, Meta(ge=0)]


class _Event(Struct, frozen=True):
    aid: _Number
    ts: EventTimeMs
    type: Literal["clicks", "carts", "orders"]


class _Session(Struct, frozen=True):
    session: _Number
    events: list[_Event]


def load_otto(path: Path) -> ShoppingHistory:
    """The events of the JSON Lines at `path`, plain or gzipped.

    Raises:
        ValueError: a line is no session of this data; the message says which and why. Or it is
            in UTF-16 or UTF-32, or a damaged gzip file.
    """
    decode = msgspec.json.Decoder(_Session).decode
    events: list[ShoppingEvent] = []
    for number, line in enumerate(byte_lines(path), start=1):
        if not line.strip():
            continue
        try:
            events += _events(decode(line))
        except msgspec.DecodeError as error:
            raise ValueError(
                f"{path} line {number}: a session of OTTO's data is expected: {error}"
            ) from None
    # Stable: events of the same time stay in the order of the data.
    events.sort(key=attrgetter("event_time_ms"))
    return ShoppingHistory(events=events, items=[], records=len(events), left_out={})


def _events(session: _Session) -> list[ShoppingEvent]:
    return [
        ShoppingEvent(
            event_id=f"{session.session}-{place}",
            item_id=str(event.aid),
            event_type=_TYPES[event.type],
            event_time_ms=event.ts,
            session_id=str(session.session),
        )
        for place, event in enumerate(session.events)
    ]
