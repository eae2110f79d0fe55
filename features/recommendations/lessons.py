"""What a finished session teaches of each of its items.

::

    session   A  B  A  C

    of A:  followed 2 (by B, by C)          of B, at A:  after (1, 0, 0)   before 1   near 2
    of C, at A:  after (1, 0, 1)   near 1 + 1/3

`near` adds one over the distance for each pair of events at most `REACH` apart, of two purchases at
most `BASKET_REACH`.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

STEPS: Final = 3
"""Directed transitions are told apart up to so many steps."""

REACH: Final = 5
"""Events of a session that are further apart than that are no neighbours, but for purchases."""

BASKET_REACH: Final = 20
"""Purchases that are further apart than that are no neighbours."""

_MOST_REPEATS: Final = 3
"""Of one transition in one session: a bot that goes to and fro has no more say than a shopper."""


class SessionItem(Struct, frozen=True, array_like=True, gc=False):
    """One event of a session that teaches.

    Attributes:
        item_id: the item.
        bought: whether the event was its purchase.
    """

    item_id: str
    bought: bool


class Contact(Struct, frozen=True, array_like=True, gc=False):
    """What one session says of a neighbour of an item.

    Attributes:
        item_id: of the item at which the neighbour is noted.
        after: how often the neighbour came one, two and three steps after it.
        before: how often it came one step before it.
        near: closeness of all pairs of their events.
        bought: whether both were bought.
    """

    item_id: str
    after: tuple[int, int, int]
    before: int
    near: float
    bought: bool


class Lesson(Struct, frozen=True, array_like=True, gc=False):
    """What a session says of one item.

    Attributes:
        item_id: the item.
        time_ms: of the last event of the session.
        followers: items that came right after it, one for each time.
        contacts: items that it is a neighbour of.
    """

    item_id: str
    time_ms: int
    followers: tuple[str, ...]
    contacts: tuple[Contact, ...]


class _Pair:
    __slots__ = ("after", "before", "near")

    def __init__(self) -> None:
        self.after = [0, 0, 0]
        self.before = 0
        self.near = 0.0


def lessons_of(session: Sequence[SessionItem], time_ms: int) -> list[Lesson]:
    """The lessons of a session, whose events are in event-time order; none of a single event."""
    if len(session) < 2:  # noqa: PLR2004 - one item has no neighbour
        return []
    names = [one.item_id for one in session]
    bought = {one.item_id for one in session if one.bought}
    pairs = _pairs(session)
    lessons: dict[str, tuple[list[str], list[Contact]]] = {name: ([], []) for name in names}
    for name, follower in pairwise(names):
        lessons[name][0].append(follower)
    for (of, at), pair in pairs.items():
        one, two, three = (min(count, _MOST_REPEATS) for count in pair.after)
        lessons[of][1].append(
            Contact(
                at,
                (one, two, three),
                min(pair.before, _MOST_REPEATS),
                min(pair.near, float(_MOST_REPEATS)),
                of in bought and at in bought,
            )
        )
    return [
        Lesson(name, time_ms, tuple(followers), tuple(contacts))
        for name, (followers, contacts) in lessons.items()
    ]


def _pairs(session: Sequence[SessionItem]) -> dict[tuple[str, str], _Pair]:
    """Of each two different items within reach of each other (neighbour, item it is noted at)."""
    pairs: dict[tuple[str, str], _Pair] = {}
    for place, later in enumerate(session):
        reach = BASKET_REACH if later.bought else REACH
        for distance in range(1, min(place, reach) + 1):
            earlier = session[place - distance]
            if earlier.item_id == later.item_id or (distance > REACH and not earlier.bought):
                continue
            forward = pairs.setdefault((later.item_id, earlier.item_id), _Pair())
            backward = pairs.setdefault((earlier.item_id, later.item_id), _Pair())
            forward.near += 1 / distance
            backward.near += 1 / distance
            if distance <= STEPS:
                forward.after[distance - 1] += 1
            if distance == 1:
                backward.before += 1
    return pairs
