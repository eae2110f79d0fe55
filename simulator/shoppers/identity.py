"""By which ids the events of a visit name the shopper, and the link that joins two of them.

::

    guest            session session session
    account          user    user    user
    later login      session session LINK(user, session) user user
    second user id   other   other          some visits later: LINK(user, other) user user
"""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from simulator.shoppers.shopper import Shopper
from simulator.shoppers.visit import NO_ITEM, Act, LinkedIds

_WITH_OTHER_ID: Final = 0.5
_LINK_BEFORE_MS: Final = 50


class Named(Struct, frozen=True):
    """The acts of a visit, a link among them where there is one, and the ids; see `Visit`."""

    acts: list[Act]
    session_id: str | None
    user_id: str | None
    known_from: int = 0
    link: LinkedIds | None = None


def named(
    acts: list[Act],
    shopper: Shopper,
    session_id: str,
    later_login_share: float,
    uniform: Callable[[], float],
) -> Named:
    """A visit by the ids of its shopper.

    Args:
        acts: of the visit, in order of time.
        shopper: who shops; whether the second id was used is noted there.
        session_id: a new one, for a visit that needs one.
        later_login_share: of the visits with account, those that begin without.
        uniform: draws a number from 0 up to 1.
    """
    user_id, other = shopper.user_id, shopper.other_user_id
    if user_id is None:
        shopper.session_id = shopper.session_id or session_id
        return Named(acts, shopper.session_id, None)
    said = session_id if shopper.gives_session_id else None
    if other is not None and acts[0].time_ms < shopper.linked_ms and uniform() < _WITH_OTHER_ID:
        shopper.used_other_id = True
        return Named(acts, said, other)
    if other is not None and acts[0].time_ms >= shopper.linked_ms and shopper.used_other_id:
        shopper.used_other_id = False
        link = LinkedIds(user_id, linked_user_id=other)
        return Named(_with_link(acts, 1), said, user_id, link=link)
    if said is not None and len(acts) > 1 and uniform() < later_login_share:
        login = 1 + int(uniform() * (len(acts) - 1))
        link = LinkedIds(user_id, session_id=session_id)
        return Named(_with_link(acts, login), said, user_id, login, link)
    return Named(acts, said, user_id)


def _with_link(acts: list[Act], number: int) -> list[Act]:
    """The acts with a link as act `number`, shortly before the one that follows."""
    before_ms = acts[number - 1].time_ms
    if number < len(acts):
        time_ms = max(before_ms, acts[number].time_ms - _LINK_BEFORE_MS)
    else:
        time_ms = before_ms + _LINK_BEFORE_MS
    return [*acts[:number], Act(time_ms, "link", NO_ITEM), *acts[number:]]
