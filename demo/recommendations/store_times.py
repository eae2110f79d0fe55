"""From the time that an event was due to the time that its list was readable in the store.

::

    due --> read --> list emitted --> batch --> store --> read by somebody else
     |------------------------ event to store ------------------------------|

A list that a newer one of the same shopper overtook before it was written counts until that newer
one was readable: until then the shopper had neither.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from demo.recommendations.in_force import Moment
from online_store.list_arrivals import Arrival


@dataclass(frozen=True, slots=True)
class Due:
    """When records of a paced file are due.

    Attributes:
        since_ms: when the first paced line passed, epoch ms.
        first_line: its number.
        rate_per_s: lines a second.
        lines: by number of a record of the stream of events, the number of its line.
    """

    since_ms: int
    first_line: int
    rate_per_s: int
    lines: Sequence[int]

    def at_ms(self, record: int) -> float:
        """When a record was due, epoch ms; of a paced one only."""
        return self.since_ms + (self.lines[record] - self.first_line) * 1_000 / self.rate_per_s


@dataclass(frozen=True, slots=True)
class StoreTimes:
    """What became of the lists of measured events that came into force.

    Attributes:
        event_to_store_ms: by id of the list.
        unseen: lists that nobody ever read in the store, nor a newer one of their shopper.
    """

    event_to_store_ms: Mapping[str, float]
    unseen: int


def store_times(
    moments: Iterable[Moment], arrivals: Sequence[Arrival], due: Due, measured_from: int
) -> StoreTimes:
    """When the lists were readable that were made at record `measured_from` or later.

    Args:
        moments: of the whole run, in order of arrival.
        arrivals: what was read, in order of time.
        due: when records were due.
        measured_from: number of the first record that counts.
    """
    order: dict[str, int] = {}
    asked: list[Moment] = []
    for number, moment in enumerate(moments):
        if moment.made is not None and moment.taken:
            order[moment.made.list_id] = number
            if moment.sent.place >= measured_from:
                asked.append(moment)
    seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for arrival in arrivals:
        # One that is unknown here cannot be what was waited for.
        seen[arrival.shopper].append((order.get(arrival.list_id, -1), arrival.seen_ms))
    found: dict[str, float] = {}
    for moment in asked:
        list_id = "" if moment.made is None else moment.made.list_id
        readable = (at_ms for number, at_ms in seen[moment.shopper] if number >= order[list_id])
        at_ms = next(readable, None)
        if at_ms is not None:
            found[list_id] = at_ms - due.at_ms(moment.sent.place)
    return StoreTimes(found, len(asked) - len(found))
