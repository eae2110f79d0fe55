"""The shipped accumulators in the clothes of a team's own aggregate, for the same contract."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

import msgspec

from events.shared.feature_value import FeatureValue
from events.shared.time_units import HOUR_MS
from features.shared.accumulators.contract_trial import Trial
from features.shared.accumulators.decayed_total import DecayedTotal
from features.shared.accumulators.last_values import LastValues
from features.shared.accumulators.own import OwnAggregate, OwnKind, Parameters
from features.shared.accumulators.seen_ids import SeenIds
from features.shared.accumulators.value_counts import ValueCounts
from features.shared.accumulators.value_times import Value

Values = Sequence[Value] | None


def dressed(
    kind_of_value: OwnKind,
    make: Callable[[int, int], Any],
    add: Callable[[Any, Sequence[Any], int, int], None],
    answer: Callable[[Any, Values, int, int], FeatureValue],
) -> type[OwnAggregate]:
    """An accumulator as an own aggregate.

    Args:
        kind_of_value: type of what it answers.
        make: an empty one of a window and a limit.
        add: gives it values, a time and a floor.
        answer: asks it with values, the edge of the window and a time.
    """

    class Dressed:
        kind: ClassVar[OwnKind] = kind_of_value
        takes_field: ClassVar[bool] = False
        fields: ClassVar[tuple[str, ...]] = ()

        def __init__(self, window_ms: int, limit: int) -> None:
            self._window_ms = window_ms
            self._part = make(window_ms, limit)

        @classmethod
        def create(cls, _: Parameters, window_ms: int, limit: int, /) -> "Dressed":
            return cls(window_ms, limit)

        def add(self, values: Sequence[Value], time_ms: int, floor_ms: int) -> None:
            add(self._part, values, time_ms, floor_ms)

        def value(self, values: Values, time_ms: int) -> FeatureValue:
            return answer(self._part, values, time_ms - self._window_ms, time_ms)

        def image(self) -> bytes:
            return msgspec.msgpack.encode(self._part.image())

        def restore(self, image: bytes) -> None:
            of = type(self._part.image())
            self._part.restore(msgspec.msgpack.decode(image, type=of))

        def __len__(self) -> int:
            return len(self._part)

    return Dressed


def first_of(values: Values) -> Any:  # noqa: ANN401
    return None if values is None else values[0]


TRIALS: Final[dict[str, Trial]] = {
    "last value": Trial(
        kind=dressed(
            "int",
            lambda window_ms, limit: LastValues(window_ms, 1, limit),
            lambda part, values, time_ms, floor_ms: part.add(time_ms, values[0], floor_ms),
            lambda part, _, after_ms, until_ms: part.latest(after_ms, until_ms),
        ),
        types=("integer",),
        window_ms=HOUR_MS,
    ),
    "most frequent share": Trial(
        kind=dressed(
            "float",
            lambda window_ms, limit: ValueCounts((window_ms,), limit),
            lambda part, values, time_ms, floor_ms: part.add(time_ms, values[0], floor_ms),
            lambda part, values, _, until_ms: part.shares(until_ms, first_of(values))[0],
        ),
        types=("text",),
        window_ms=HOUR_MS,
    ),
    "decayed total": Trial(
        kind=dressed(
            "float",
            # What is out of the window has then decayed by 2**100: not a bit of it is left.
            lambda window_ms, limit: DecayedTotal(window_ms // 100, limit - 1),
            lambda part, values, time_ms, floor_ms: part.add(time_ms, values[0], floor_ms),
            lambda part, values, _, until_ms: part.value(until_ms, first_of(values)),
        ),
        types=("decimal",),
        window_ms=HOUR_MS,
    ),
    "distinct": Trial(
        kind=dressed(
            "int",
            lambda window_ms, limit: SeenIds(window_ms, window_ms, limit),
            lambda part, values, time_ms, floor_ms: part.add(
                values[0], time_ms, floor_ms + HOUR_MS
            ),
            lambda part, values, after_ms, until_ms: part.distinct(
                first_of(values), until_ms, (until_ms - after_ms,)
            )[0],
        ),
        types=("text",),
        window_ms=HOUR_MS,
    ),
    "seen before": Trial(
        kind=dressed(
            "bool",
            lambda window_ms, limit: SeenIds(window_ms, window_ms, limit),
            lambda part, values, time_ms, floor_ms: part.add(
                values[0], time_ms, floor_ms + HOUR_MS
            ),
            lambda part, values, after_ms, until_ms: (
                None if values is None else part.met(values[0], until_ms, until_ms - after_ms)
            ),
        ),
        types=("country",),
        window_ms=HOUR_MS,
    ),
}
