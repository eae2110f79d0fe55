"""Events put together into visits, by the rule by which the job tells sessions apart.

::

    shopper   s1 .  .   .       gap > 30 min       s1 .  .    s2 .
              |-- visit -|                         |visit|    |visit
"""

from collections.abc import Iterable
from typing import Final

from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.time_units import MINUTE_MS

VISIT_GAP_MS: Final = 30 * MINUTE_MS
"""A visit ends where the next event of its shopper is further away than that."""


def visits_of(events: Iterable[ShoppingEvent]) -> list[list[ShoppingEvent]]:
    """The visits in the order of their first events; each has one at least.

    Args:
        events: in the order of event time.
    """
    visits: list[list[ShoppingEvent]] = []
    latest: dict[str, list[ShoppingEvent]] = {}
    for event in events:
        shopper = shopper_key(event.user_id, event.session_id)
        visit = latest.get(shopper)
        if visit is None or not _goes_on(visit[-1], event):
            visit = latest[shopper] = []
            visits.append(visit)
        visit.append(event)
    return visits


def _goes_on(event: ShoppingEvent, after: ShoppingEvent) -> bool:
    return (
        after.event_time_ms - event.event_time_ms <= VISIT_GAP_MS
        and after.session_id == event.session_id
    )
