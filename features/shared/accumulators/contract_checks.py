"""What an aggregate promises of its values, each looked into on made-up events."""

from math import isfinite
from typing import Final

from events.shared.feature_value import FeatureValue
from features.shared.accumulators.contract_trial import (
    EVENTS,
    NEVER_MS,
    Broken,
    Event,
    Trial,
    expect_same,
)

_TYPES: Final[dict[str, type[int | float | bool]]] = {"int": int, "float": float, "bool": bool}


def values_of_kind(trial: Trial) -> None:
    """Every value is None or of the declared kind."""
    one = trial.empty()
    for arrival in trial.arrivals(trial.events(EVENTS)):
        event = arrival.event
        if not arrival.late:
            for values in (event.values, None):
                _check_kind(one.value(values, event.time_ms), trial.kind.kind)
        one.add(event.values, event.time_ms, arrival.floor_ms)


def _check_kind(value: FeatureValue, kind: str) -> None:
    if value is not None and type(value) is not _TYPES[kind]:
        raise Broken(f"{kind} or None is expected, found {value!r}")
    if isinstance(value, float) and not isfinite(value):
        raise Broken(f"a finite number is expected, found {value!r}")


def order_leaves_no_trace(trial: Trial) -> None:
    """After the same events in another order, every value is the same."""
    events = trial.events(EVENTS)
    in_order = trial.filled(events)
    shuffled = trial.filled([arrival.event for arrival in trial.arrivals(events)])
    for event in events:
        expect_same(shuffled, in_order, event, "after another order of arrival")


def only_the_window_counts(trial: Trial) -> None:
    """Each value is that of one that was only given the events of its window, edges included."""
    events = trial.events(EVENTS)
    whole = trial.filled(events)
    times_ms = [event.time_ms for event in events]
    edges_ms = [time_ms + trial.window_ms + more for time_ms in times_ms[::9] for more in (-1, 0)]
    for time_ms in (*times_ms, *edges_ms):
        after_ms = time_ms - trial.window_ms
        alone = trial.filled([event for event in events if after_ms < event.time_ms <= time_ms])
        at_time = Event(time_ms, events[0].values)
        expect_same(whole, alone, at_time, "where other events lie around the window")


def floor_changes_nothing(trial: Trial) -> None:
    """Being told of a floor changes no value of a window that begins at or after it."""
    told, untold = trial.empty(), trial.empty()
    for arrival in trial.arrivals(trial.events(EVENTS)):
        event = arrival.event
        if not arrival.late:
            expect_same(told, untold, event, "once a floor was told")
        told.add(event.values, event.time_ms, arrival.floor_ms)
        untold.add(event.values, event.time_ms, NEVER_MS)
        earliest = Event(arrival.floor_ms + trial.window_ms, event.values)
        expect_same(told, untold, earliest, "of the window that begins at the floor")
