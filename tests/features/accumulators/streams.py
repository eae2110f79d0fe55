"""Streams of events for accumulators: mostly in order, with ties, disorder and late ones.

::

    newest     10   13   13   60   61          the frontier is LATENESS_MS behind it
    times      10   13   11   60   14          ties in between; the last one is late
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from hypothesis import strategies as st

LATENESS_MS: Final = 40


@dataclass(frozen=True)
class Event:
    """One event.

    Attributes:
        time_ms: its time.
        frontier_ms: no query after it asks for a time before this one.
        value: of the field.
        late: whether it is before the frontier of the events before it: nothing is asked for it.
    """

    time_ms: int
    frontier_ms: int
    value: Any
    late: bool


def streams(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Event]]:
    """Streams of events with these values, at most 4 * `LATENESS_MS` behind the newest."""
    setbacks = st.just(0) | st.integers(0, LATENESS_MS) | st.integers(0, 4 * LATENESS_MS)
    steps = st.tuples(st.just(0) | st.integers(0, 30), setbacks, values)
    return st.lists(steps, min_size=1, max_size=50).map(lambda drawn: list(_laid_out(drawn)))


def _laid_out(steps: list[tuple[int, int, Any]]) -> Iterator[Event]:
    newest_ms = frontier_ms = 1_000
    for gap_ms, setback_ms, value in steps:
        newest_ms += gap_ms
        time_ms = newest_ms - setback_ms
        late = time_ms < frontier_ms
        frontier_ms = newest_ms - LATENESS_MS
        yield Event(time_ms, frontier_ms, value, late)


def stored_and_read(image: Any) -> Any:  # noqa: ANN401 - of any image its own type
    """The image as it comes back from a state log."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(image), type=type(image))
