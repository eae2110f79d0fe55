"""What every accumulator promises."""

import random
from typing import Any

import msgspec
import pytest

from tests.contracts.accumulators import ACCUMULATORS, Accumulator
from tests.features.payments import START_MS

each_accumulator = pytest.mark.parametrize(
    "kind", ACCUMULATORS, ids=[kind.name for kind in ACCUMULATORS]
)


def fill(kind: Accumulator, part: Any, numbers: list[int], step_ms: int) -> None:  # noqa: ANN401
    newest_ms = START_MS + (max(numbers) + 1) * step_ms
    for number in numbers:
        kind.add(part, number, START_MS + number * step_ms, newest_ms)


def stored_and_read(part: Any) -> Any:  # noqa: ANN401
    image = part.image()
    return msgspec.msgpack.decode(msgspec.msgpack.encode(image), type=type(image))


@each_accumulator
def test_an_empty_one_holds_nothing_and_restores_as_empty(kind: Accumulator) -> None:
    empty = kind.empty()
    assert len(empty) == 0
    assert kind.empty().restore(stored_and_read(empty)).image() == empty.image()


@each_accumulator
@pytest.mark.parametrize("count", [1, 40, 500])
def test_a_restored_one_has_the_same_image(kind: Accumulator, count: int) -> None:
    part = kind.empty()
    fill(kind, part, list(range(count)), step_ms=777)
    restored = kind.empty().restore(stored_and_read(part))
    assert (restored.image(), len(restored)) == (part.image(), len(part))


@each_accumulator
def test_a_restored_one_goes_on_as_the_live_one(kind: Accumulator) -> None:
    live, numbers = kind.empty(), list(range(600))
    fill(kind, live, numbers[:150], step_ms=7777)
    restored = kind.empty().restore(stored_and_read(live))
    for part in (live, restored):
        fill(kind, part, numbers[150:], step_ms=7777)
    assert restored.image() == live.image()


@each_accumulator
def test_taking_an_image_changes_nothing(kind: Accumulator) -> None:
    part = kind.empty()
    fill(kind, part, list(range(200)), step_ms=777)
    assert part.image() == part.image()


@each_accumulator
def test_below_the_limits_the_order_of_arrival_leaves_no_trace(kind: Accumulator) -> None:
    numbers = list(range(60))
    shuffled = random.Random(5).sample(numbers, len(numbers))
    images = []
    for order in (numbers, shuffled):
        part = kind.empty()
        fill(kind, part, order, step_ms=777)
        images.append(part.image())
    assert (images[0] == images[1]) is not kind.keeps_order


@each_accumulator
def test_it_stays_bounded(kind: Accumulator) -> None:
    part, held, step_ms = kind.empty(), [], 60_000
    for number in range(60_000):
        time_ms = START_MS + number * step_ms
        kind.add(part, number, time_ms, time_ms)
        held.append(len(part))
    assert max(held) <= kind.bound
