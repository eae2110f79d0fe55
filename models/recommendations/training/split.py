"""A history in three parts, by time.

::

    first_ms ---- from_ms ------------------- held_out_ms ---- last_ms
      fills states | lists to train and to stop by | lists that nothing was learned from
"""

from msgspec import Struct

from models.recommendations.evaluation.packed_lists import Ints


class Split(Struct, frozen=True, kw_only=True):
    """Times in epoch ms.

    Attributes:
        first_ms: of the first event.
        from_ms: lists of events from there on are learned from.
        held_out_ms: until before that; those from there on are only measured.
        last_ms: of the last event.
    """

    first_ms: int
    from_ms: int
    held_out_ms: int
    last_ms: int

    def is_learned(self, event_ms: int, next_ms: int) -> bool:
        """Whether a list is learned from: it and what came next are before what is held out."""
        return self.from_ms <= event_ms and max(event_ms, next_ms) < self.held_out_ms


def split_by_share(times_ms: Ints, from_share: float, held_out_share: float) -> Split:
    """The split that has so many events in each part.

    Args:
        times_ms: (n,) of the events, in any order.
        from_share: of the events that only fill states.
        held_out_share: of the events at the end.

    Raises:
        ValueError: there are no events, or a part to learn from would have none.
    """
    ordered = _ordered(times_ms)
    place = ordered.size - int(ordered.size * held_out_share)
    held_out_ms = int(ordered[-1]) + 1 if place == ordered.size else int(ordered[place])
    return _split(ordered, from_share, held_out_ms)


def split_at(times_ms: Ints, from_share: float, held_out_ms: int) -> Split:
    """The split whose last part begins at a time; `from_share` is of the events before that.

    Raises:
        ValueError: there are no events, or a part to learn from would have none.
    """
    return _split(_ordered(times_ms), from_share, held_out_ms)


def _ordered(times_ms: Ints) -> Ints:
    if not times_ms.size:
        raise ValueError("history: no event, expected some to learn from")
    ordered = times_ms.copy()
    ordered.sort()
    return ordered


def _split(ordered: Ints, from_share: float, held_out_ms: int) -> Split:
    before = int(ordered.searchsorted(held_out_ms))
    if not before:
        raise ValueError(
            f"history: no event before {held_out_ms}, where what is held out begins; the first is"
            f" at {ordered[0]}"
        )
    first = min(int(before * from_share), before - 1)
    return Split(
        first_ms=int(ordered[0]),
        from_ms=int(ordered[first]),
        held_out_ms=held_out_ms,
        last_ms=int(ordered[-1]),
    )
