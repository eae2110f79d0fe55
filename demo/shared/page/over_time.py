"""Records over event time, in stacked bars of six hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from events.shared.time_units import HOUR_MS
from reporting.frame import Frame, Scale, even_ticks
from reporting.wording import count, short_day

Counts = NDArray[np.int64]

_STEP_MS: Final = 6 * HOUR_MS
_STEPS_A_DAY: Final = 4
_TICKS: Final = 12


@dataclass(frozen=True, slots=True)
class Layer:
    """Records of one kind.

    Attributes:
        name: of the kind.
        class_: of the style of its bars.
        times_ms: event time of each.
    """

    name: str
    class_: str
    times_ms: Sequence[int]


def stacked_over_time(
    layers: Sequence[Layer], within_ms: tuple[int, int], records: str, says: str
) -> str:
    """The chart, which begins with a day.

    Args:
        layers: the lowest first.
        within_ms: the first and the last event time, whether or not a layer has it.
        records: what is counted.
        says: for who cannot see it.
    """
    times_ms = [np.array(layer.times_ms, dtype=np.int64) for layer in layers]
    day_ms = _STEP_MS * _STEPS_A_DAY
    start_ms = within_ms[0] // day_ms * day_ms
    steps = (within_ms[1] - start_ms) // _STEP_MS + 1
    counts = [np.bincount((of - start_ms) // _STEP_MS, minlength=steps) for of in times_ms]
    drawn = [(one.name, one.class_, of) for one, of in zip(layers, counts, strict=True)]
    return _bars(start_ms, drawn, records).drawn(says)


def _bars(start_ms: int, layers: Sequence[tuple[str, str, Counts]], records: str) -> Frame:
    frame = Frame(1080, 190, (48, 4, 34, 30))
    steps = layers[0][2].size
    most = int(np.sum([counts for _, _, counts in layers], axis=0).max())
    ticks = even_ticks(max(1, most), 3)
    x = Scale(0, steps, frame.left, frame.right)
    y = Scale(0, ticks[-1], frame.bottom, frame.top)
    frame.y_axis(y, [(tick, count(int(tick))) for tick in ticks if tick == int(tick)], records)
    days = range(0, steps, _STEPS_A_DAY * -(-steps // (_STEPS_A_DAY * _TICKS)))
    frame.x_axis(x, [(day, short_day(start_ms + day * _STEP_MS)) for day in days], "")
    width = (frame.right - frame.left) / steps
    below = np.zeros(steps, dtype=np.int64)
    for name, class_, counts in layers:
        for step in np.flatnonzero(counts).tolist():
            low, high = y(int(below[step])), y(int(below[step] + counts[step]))
            says = f"{_moment(start_ms + step * _STEP_MS)}: {count(int(counts[step]))} {name}"
            frame.bar(x(step) + 0.5, high, width - 1, low - high, class_, says)
        below = below + counts
    _legend(frame, layers)
    return frame


def _moment(time_ms: int) -> str:
    return f"{datetime.fromtimestamp(time_ms / 1000, UTC):%Y-%m-%d %H:%M} UTC"


def _legend(frame: Frame, layers: Sequence[tuple[str, str, Counts]]) -> None:
    at = frame.right
    for name, class_, counts in reversed(layers):
        label = f"{name} ({count(int(counts.sum()))})"
        at -= 7.2 * len(label) + 34
        frame.bar(at, frame.top - 24, 11, 11, class_)
        frame.text(at + 17, frame.top - 14, label, "label")
