"""A list and what came next: two events of a session, one after the other."""

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.limits import RecommendationLimits
from features.recommendations.session_view import SessionView
from features.recommendations.visitor import TEACHING_TYPES

KnownT = TypeVar("KnownT")
_FEWEST_TO_SWEEP: Final = 4096


@dataclass(frozen=True, slots=True)
class Pair(Generic[KnownT]):
    """Two events of one session with nothing of it between them.

    Attributes:
        shopper_id: whose they are, after links.
        event: the earlier one.
        known: what was made of it when it came.
        next_event: the one that came next.
    """

    shopper_id: str
    event: ShoppingEvent
    known: KnownT
    next_event: ShoppingEvent


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[KnownT]):
    event: ShoppingEvent
    session: SessionView
    known: KnownT


class Pairing(Generic[KnownT]):
    """Puts each event together with the one before it.

    What was shown or hidden is between no events: it is part of no session.

    Args:
        limits: how long a session goes on, and how late its next event may come.
    """

    def __init__(self, limits: RecommendationLimits) -> None:
        self._reach_ms = limits.session_gap_ms + limits.history.allowed_lateness_ms
        self._waiting: dict[str, _Waiting[KnownT]] = {}
        self._sweep_at = _FEWEST_TO_SWEEP

    def __len__(self) -> int:
        """Number of shoppers that an event waits of."""
        return len(self._waiting)

    def take(
        self, shopper_id: str, event: ShoppingEvent, session: SessionView, known: KnownT
    ) -> Pair[KnownT] | None:
        """The pair that an event ends, None where it ends none; it waits for the one after it.

        Args:
            shopper_id: whose it is, after links.
            event: the next of its shopper that a list is made at.
            session: with it.
            known: whatever was made of it.
        """
        if event.event_type not in TEACHING_TYPES:
            return None
        before = self._waiting.get(shopper_id)
        if before is None and len(self._waiting) >= self._sweep_at:
            self._sweep(event.event_time_ms)
        self._waiting[shopper_id] = _Waiting(event, session, known)
        if before is None or not _goes_on(before.session, session):
            return None
        return Pair(shopper_id, before.event, before.known, event)

    def _sweep(self, time_ms: int) -> None:
        """Forgets those whose session nothing can go on with; listings are large."""
        self._waiting = {
            shopper_id: one
            for shopper_id, one in self._waiting.items()
            if one.session.now_ms >= time_ms - self._reach_ms
        }
        self._sweep_at = max(_FEWEST_TO_SWEEP, 2 * len(self._waiting))


def _goes_on(before: SessionView, session: SessionView) -> bool:
    """Whether a session is the one before and one event more."""
    return session.items[:-1] == before.items[-len(session.items) + 1 :]
