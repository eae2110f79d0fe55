"""Made-up events for an aggregate on trial, the same in every run, and how it is given them.

::

    in order     e0 e1 e2 e3 e4 e5 ...     about 40 a window, no two of one time
    arriving     e0 e2 e1 e4 e5 e3 ...     up to half a window late: still asked for
                             e1            one in ten later than that: only remembered
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from events.shared.feature_value import FeatureValue
from events.shared.time_units import DAY_MS
from features.shared.accumulators.own import OwnAggregate, Parameters
from features.shared.accumulators.value_times import Value

START_MS: Final = 1_700_000_000_000
PLENTY: Final = 10_000
"""Limit where a check is not about it."""

NEVER_MS: Final = -(2**62)
"""A floor that nothing is before."""

EVENTS: Final = 160
"""Events of most checks."""

PER_WINDOW: Final = 40
_LATE_ONE_IN: Final = 10

_SAMPLES: Final[Mapping[str, Callable[[Random], Value]]] = {
    "text": lambda choice: f"text-{choice.randrange(6)}",
    "country": lambda choice: choice.choice(("DE", "FR", "US", "BR")),
    "integer": lambda choice: choice.randrange(10_000),
    "decimal": lambda choice: choice.randrange(10_000),
    "time": lambda choice: START_MS + choice.randrange(DAY_MS),
    "boolean": lambda choice: choice.random() < 1 / 2,
    "degrees": lambda choice: choice.uniform(-90, 90),
}


class Broken(Exception):  # noqa: N818 - a promise is, which is no error of this code
    """A promise is not kept; the message says how."""


@dataclass(frozen=True, slots=True)
class Event:
    """One made-up event: its time and its values."""

    time_ms: int
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event as it arrives.

    Attributes:
        event: the event.
        floor_ms: once it has arrived, no window reaches back to this time.
        late: whether it is only remembered, and nothing asked for it.
    """

    event: Event
    floor_ms: int
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An aggregate on trial.

    Attributes:
        kind: its class.
        types: of the fields that it reads, in their order: those of the definition file, or
            ``degrees`` for latitude and longitude.
        window_ms: length of its window.
        parameters: it is created with.
    """

    kind: type[OwnAggregate]
    types: Sequence[str]
    window_ms: int
    parameters: Parameters = field(default_factory=dict)

    @property
    def lateness_ms(self) -> int:
        """How far behind the newest an event is still asked for."""
        return self.window_ms // 2

    def empty(self, limit: int = PLENTY) -> OwnAggregate:
        """An empty one."""
        return self.kind.create(self.parameters, self.window_ms, limit)

    def filled(self, events: Sequence[Event]) -> OwnAggregate:
        """One that was given some events in this order, and never a floor."""
        filled = self.empty()
        for event in events:
            filled.add(event.values, event.time_ms, NEVER_MS)
        return filled

    def events(self, count: int, per_window: int = PER_WINDOW) -> list[Event]:
        """So many events in order, as many a window."""
        choice = Random(count)  # noqa: S311 - made up on purpose, and the same in every run
        longest_gap_ms = max(1, 2 * self.window_ms // per_window)
        time_ms, events = START_MS, []
        for _ in range(count):
            time_ms += choice.randint(1, longest_gap_ms)
            events.append(Event(time_ms, tuple(_SAMPLES[of](choice) for of in self.types)))
        return events

    def arrivals(self, events: Sequence[Event]) -> Iterator[Arrival]:
        """The events in another order, some of them too late to be asked for."""
        choice = Random(len(events))  # noqa: S311 - likewise
        delays = [
            choice.randint(0, (5 if number % _LATE_ONE_IN == 0 else 1) * self.lateness_ms)
            for number in range(len(events))
        ]
        order = sorted(
            zip(events, delays, strict=True), key=lambda event: event[0].time_ms + event[1]
        )
        frontier_ms = newest_ms = NEVER_MS
        for event, _ in order:
            late = event.time_ms < frontier_ms
            newest_ms = max(newest_ms, event.time_ms)
            frontier_ms = newest_ms - self.lateness_ms
            yield Arrival(event, frontier_ms - self.window_ms, late)


def expect(found: FeatureValue, expected: FeatureValue, what: str) -> None:
    """Refuse a value that is not the expected one, to the last bit and by type.

    Raises:
        Broken: it is another.
    """
    if type(found) is not type(expected) or found != expected:
        raise Broken(f"{what} is {found!r}, expected {expected!r}")


def expect_same(found: OwnAggregate, expected: OwnAggregate, event: Event, what: str) -> None:
    """Refuse where two differ in the value for an event, or without one at its time.

    Raises:
        Broken: they do.
    """
    at = f"{event.time_ms - START_MS} ms after the start"
    for values in (event.values, None):
        answer = expected.value(values, event.time_ms)
        expect(found.value(values, event.time_ms), answer, f"the value {what}, {at},")
