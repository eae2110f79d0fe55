"""An identity link: two ids turn out to be of one shopper, such as when a visitor logs in."""

from typing import Final, Literal

from msgspec import Struct

from events.recommendations.shopper import shopper_key
from events.shared.rejected import Cause, Fault
from events.shared.wire_types import EventTimeMs, Identifier

LINK_TOO_LATE: Final[Cause] = "link_too_late"
"""Of a link that has come so late that an event of its time would be late."""


class IdentityLink(Struct, frozen=True, gc=False, omit_defaults=True):
    """One alias of one user; it comes on the stream of shopping events.

    Attributes:
        event_id: the sender's id of the link; a redelivery repeats it.
        event_type: ``link``, which tells it from a shopping event.
        user_id: token of the user that stays; personal.
        event_time_ms: when it became known, milliseconds since the epoch, UTC.
        linked_user_id: token of another user, whose history moves to `user_id`; personal.
        session_id: token of a session, whose history moves to `user_id`; personal. A link has
            either this or `linked_user_id`.
    """

    event_id: Identifier
    event_type: Literal["link"]
    user_id: Identifier
    event_time_ms: EventTimeMs
    linked_user_id: Identifier | None = None
    session_id: Identifier | None = None

    @property
    def shopper_id(self) -> str:
        """Key of the shopper that stays."""
        return shopper_key(self.user_id, None)

    @property
    def alias_id(self) -> str:
        """Key of the shopper whose history moves."""
        return shopper_key(self.linked_user_id, self.session_id)


def link_fault(link: IdentityLink) -> Fault | None:
    """What is wrong with the ids of a link; none of them is shown."""
    if (link.linked_user_id is None) == (link.session_id is None):
        what = "missing" if link.session_id is None else "given beside session_id"
        return _fault(f"{what}, exactly one of linked_user_id and session_id is expected")
    if link.linked_user_id == link.user_id:
        return _fault("the same as user_id, another user is expected")
    return None


def _fault(detail: str) -> Fault:
    return Fault("bad_link", "linked_user_id", f"linked_user_id: {detail}")
