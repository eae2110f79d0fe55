"""What an aggregate promises of what it holds, each looked into on made-up events."""

from typing import Final

from features.shared.accumulators.contract_trial import EVENTS, Broken, Trial, expect, expect_same
from features.shared.accumulators.own import OwnAggregate

_SMALL_LIMIT: Final = 64
_MOST_HELD: Final = 2
"""Times what the window and the lateness hold that may be held, since pruning pays in batches."""
_FEW: Final = 16


def empty_answers(trial: Trial) -> None:
    """Without events it holds nothing, and has a value."""
    empty = trial.empty()
    if len(empty):
        raise Broken(f"len() is {len(empty)}, expected 0")
    for event in trial.events(3):
        empty.value(event.values, event.time_ms)
        empty.value(None, event.time_ms)


def deterministic(trial: Trial) -> None:
    """Two that were given the same events give the same values and images."""
    one, other = trial.empty(), trial.empty()
    for arrival in trial.arrivals(trial.events(EVENTS)):
        event = arrival.event
        if not arrival.late:
            expect_same(other, one, event, "for the same payment")
        for each in (one, other):
            each.add(event.values, event.time_ms, arrival.floor_ms)
    if one.image() != other.image():
        raise Broken("the images of two that were given the same events differ")


def independent(trial: Trial) -> None:
    """One that is created after another was filled is empty."""
    events = trial.events(EVENTS)
    last = events[-1]
    before = trial.empty().value(last.values, last.time_ms)
    trial.filled(events)
    after = trial.empty()
    if len(after):
        raise Broken(f"a new one holds {len(after)} items once another has been filled")
    expect(after.value(last.values, last.time_ms), before, "the value of a new one")


def asking_changes_nothing(trial: Trial) -> None:
    """Values leave the image as it was, and come out again."""
    events = trial.events(EVENTS)
    one = trial.filled(events)
    image, held = one.image(), len(one)
    answers = [one.value(event.values, event.time_ms) for event in events]
    if (one.image(), len(one)) != (image, held):
        raise Broken("the image after asking for values is another than before")
    for event, answer in zip(events, answers, strict=True):
        expect(one.value(event.values, event.time_ms), answer, "the value asked for again")


def restored_is_the_same(trial: Trial) -> None:
    """One restored from an image has its values, and goes on as the other does."""
    live = trial.empty()
    restored = _restored(trial, live)
    for number, arrival in enumerate(trial.arrivals(trial.events(EVENTS))):
        event = arrival.event
        if not arrival.late:
            expect_same(restored, live, event, "of the restored one")
        for each in (live, restored):
            each.add(event.values, event.time_ms, arrival.floor_ms)
        if number % 7 == 0:
            restored = _restored(trial, live)
    if restored.image() != live.image():
        raise Broken("the image of a restored one that went on is another than the live one's")


def _restored(trial: Trial, live: OwnAggregate) -> OwnAggregate:
    image: object = live.image()
    if not isinstance(image, bytes):
        raise Broken(f"image() is {type(image).__name__}, bytes are expected")
    restored = trial.empty()
    restored.restore(image)
    if (restored.image(), len(restored)) != (image, len(live)):
        raise Broken("the image of a restored one is another than that it was restored from")
    return restored


def expired_goes(trial: Trial) -> None:
    """It holds little more than what the window and the lateness hold."""
    events = trial.events(10 * EVENTS)
    one, reach_ms = trial.empty(), trial.window_ms + trial.lateness_ms
    for number, event in enumerate(events):
        one.add(event.values, event.time_ms, event.time_ms - reach_ms)
        in_reach = 0
        while in_reach <= number and events[number - in_reach].time_ms > event.time_ms - reach_ms:
            in_reach += 1
        most = _MOST_HELD * in_reach + _FEW
        if len(one) > most:
            raise Broken(f"it holds {len(one)} items where windows reach {in_reach} events")


def bounded(trial: Trial) -> None:
    """However many events a window holds, it holds no more than its limit."""
    one = trial.empty(_SMALL_LIMIT)
    for event in trial.events(20 * _SMALL_LIMIT, per_window=10 * _SMALL_LIMIT):
        one.add(event.values, event.time_ms, event.time_ms - trial.window_ms - trial.lateness_ms)
        one.value(event.values, event.time_ms)
        if len(one) > _SMALL_LIMIT:
            raise Broken(f"it holds {len(one)} items, its limit is {_SMALL_LIMIT}")
