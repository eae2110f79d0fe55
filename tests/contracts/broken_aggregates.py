"""An own aggregate that keeps its contract, and one class for each way to break it."""

from collections.abc import Sequence
from typing import ClassVar, Self

import msgspec

from events.shared.feature_value import FeatureValue
from features.shared.accumulators.own import OwnKind, Parameters
from features.shared.accumulators.value_times import Value


class Highest:
    """Largest value of a field in the window: right, and broken in one way by each class below."""

    kind: ClassVar[OwnKind] = "int"
    takes_field: ClassVar[bool] = True
    fields: ClassVar[tuple[str, ...]] = ()

    def __init__(self, window_ms: int, limit: int) -> None:
        self.window_ms, self.limit = window_ms, limit
        self.rows: list[tuple[int, int]] = []

    @classmethod
    def create(cls, _: Parameters, window_ms: int, limit: int, /) -> Self:
        """An empty one."""
        return cls(window_ms, limit)

    def add(self, values: Sequence[Value], time_ms: int, floor_ms: int) -> None:
        """Remembers an event."""
        self.rows.append((time_ms, int(values[0])))
        self.rows = sorted(row for row in self.rows if row[0] > floor_ms)[-self.limit :]

    def value(self, values: Sequence[Value] | None, time_ms: int) -> FeatureValue:
        """The largest value."""
        inside = [most for known, most in self.rows if self.edge(time_ms) < known <= time_ms]
        return max([*inside, *(() if values is None else (int(values[0]),))], default=None)

    def edge(self, time_ms: int) -> int:
        """Where the window begins."""
        return time_ms - self.window_ms

    def image(self) -> bytes:
        """What it holds."""
        return msgspec.msgpack.encode(self.rows)

    def restore(self, image: bytes) -> None:
        """Takes over what was held."""
        self.rows = msgspec.msgpack.decode(image, type=list[tuple[int, int]])

    def __len__(self) -> int:
        """Number of items held."""
        return len(self.rows)


class NeverEmpty(Highest):
    """Counts one item too many."""

    def __len__(self) -> int:
        """Number of items held."""
        return super().__len__() + 1


class FailsWhenEmpty(Highest):
    """Has no value without events."""

    def value(self, values: Sequence[Value] | None, time_ms: int) -> FeatureValue:
        """The largest value."""
        if not self.rows:
            raise LookupError("no rows")
        return super().value(values, time_ms)


class OfAnotherKind(Highest):
    """Gives floats, and declares integers."""

    def value(self, values: Sequence[Value] | None, time_ms: int) -> FeatureValue:
        """The largest value."""
        value = super().value(values, time_ms)
        return None if value is None else float(value)


class NeverTheSame(Highest):
    """Gives another value each time that one is created."""

    created: ClassVar[int] = 0

    def __init__(self, window_ms: int, limit: int) -> None:
        super().__init__(window_ms, limit)
        NeverTheSame.created += 1
        self.own = NeverTheSame.created

    def value(self, values: Sequence[Value] | None, time_ms: int) -> FeatureValue:
        """The largest value."""
        return (super().value(values, time_ms) or 0) + self.own


class Shared(Highest):
    """Holds in its class what belongs to each of it."""

    held: ClassVar[list[int]] = []

    def add(self, values: Sequence[Value], time_ms: int, floor_ms: int) -> None:
        """Remembers an event."""
        super().add(values, time_ms, floor_ms)
        Shared.held.append(time_ms)

    def __len__(self) -> int:
        """Number of items held."""
        return len(Shared.held)


class ForgetsWhenAsked(Highest):
    """Forgets what the last question did not reach."""

    def value(self, values: Sequence[Value] | None, time_ms: int) -> FeatureValue:
        """The largest value."""
        value = super().value(values, time_ms)
        self.rows = [row for row in self.rows if row[0] > self.edge(time_ms)]
        return value


class ForgetsOnRestore(Highest):
    """Leaves the oldest value in the image."""

    def restore(self, image: bytes) -> None:
        """Takes over what was held."""
        super().restore(image)
        del self.rows[:1]


class GoesOnOtherwise(Highest):
    """Takes fewer events once it was restored."""

    restored: bool = False

    def restore(self, image: bytes) -> None:
        """Takes over what was held."""
        super().restore(image)
        self.restored = True

    def add(self, values: Sequence[Value], time_ms: int, floor_ms: int) -> None:
        """Remembers an event."""
        if not self.restored or int(values[0]) % 3:
            super().add(values, time_ms, floor_ms)


class ByArrival(Highest):
    """Takes an event that comes late for one of now."""

    def add(self, values: Sequence[Value], time_ms: int, floor_ms: int) -> None:
        """Remembers an event."""
        super().add(values, max([time_ms, *(known for known, _ in self.rows)]), floor_ms)


class TakesTheOldEdge(Highest):
    """Has a window that is a millisecond too long."""

    def edge(self, time_ms: int) -> int:
        """Where the window begins."""
        return super().edge(time_ms) - 1


class TakesLaterOnes(Highest):
    """Counts what is later than the payment in hand."""

    def value(self, values: Sequence[Value] | None, time_ms: int) -> FeatureValue:
        """The largest value."""
        newest_ms = max([time_ms, *(known for known, _ in self.rows)])
        inside = [most for known, most in self.rows if self.edge(time_ms) < known <= newest_ms]
        return max([*inside, *(() if values is None else (int(values[0]),))], default=None)


class DropsTooEarly(Highest):
    """Forgets a quarter of the window."""

    def add(self, values: Sequence[Value], time_ms: int, floor_ms: int) -> None:
        """Remembers an event."""
        super().add(values, time_ms, floor_ms + self.window_ms // 4)


class NeverDrops(Highest):
    """Keeps what no window reaches, up to its limit."""

    def add(self, values: Sequence[Value], time_ms: int, floor_ms: int) -> None:
        """Remembers an event."""
        super().add(values, time_ms, min(floor_ms, 0))


class Unbounded(Highest):
    """Holds twice its limit."""

    def __init__(self, window_ms: int, limit: int) -> None:
        super().__init__(window_ms, limit * 2)


class Choosy(Highest):
    """Takes one parameter and one value of it."""

    @classmethod
    def create(cls, parameters: Parameters, window_ms: int, limit: int, /) -> Self:
        """An empty one."""
        if parameters.get("share") != 1:
            raise ValueError(f"share: nothing but 1 is expected, got {parameters.get('share')}")
        return super().create(parameters, window_ms, limit)
