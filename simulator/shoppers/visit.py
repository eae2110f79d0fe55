"""A visit: what one shopper does until a pause of more than half an hour."""

from typing import Final, Literal

from msgspec import Struct

from events.shared.time_units import MINUTE_MS
from simulator.shoppers.behaviours import BehaviourName
from simulator.shoppers.shopper import Shopper

SESSION_GAP_MS: Final = 30 * MINUTE_MS
"""Two events of a visit are never that far apart, two visits of a shopper always farther."""

ActType = Literal["view", "cart", "purchase", "impression", "hide", "link"]
NO_ITEM: Final = -1


class Act(Struct, frozen=True, gc=False):
    """One thing that happens in a visit.

    Attributes:
        time_ms: epoch ms.
        event_type: as it stands in records; a link joins what the visit names.
        item: index of the item, `NO_ITEM` of a link.
        position: place in the list that was shown, from 1; 0 where there was none.
    """

    time_ms: int
    event_type: ActType
    item: int
    position: int = 0


class LinkedIds(Struct, frozen=True, gc=False):
    """What a link joins: to the user id either another one or the session."""

    user_id: str
    linked_user_id: str | None = None
    session_id: str | None = None


class Visit(Struct, frozen=True):
    """One visit, planned as a whole when it begins.

    Attributes:
        number: of the visit, in order of their beginnings.
        behaviour: what kind of visit it is.
        shopper: who shops, as somebody who knows everyone would say.
        acts: what happens, in order of time.
        session_id: what the events say, None where they say no session.
        user_id: what they say from act `known_from` on, None where they say no user.
        known_from: number of the first act that says the user.
        link: what the link in the visit joins, None where there is no link.
    """

    number: int
    behaviour: BehaviourName
    shopper: Shopper
    acts: list[Act]
    session_id: str | None
    user_id: str | None
    known_from: int = 0
    link: LinkedIds | None = None

    @property
    def visit_id(self) -> str:
        """Unique among all visits, which a session id is not."""
        return f"visit-{self.number:07d}"

    @property
    def start_ms(self) -> int:
        """Time of the first act."""
        return self.acts[0].time_ms

    @property
    def end_ms(self) -> int:
        """Time of the last act."""
        return self.acts[-1].time_ms

    @property
    def events(self) -> int:
        """Number of shopping events; a link is none."""
        return len(self.acts) - (self.link is not None)
