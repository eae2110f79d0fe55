"""How often each latency occurred, beside lines that it is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10
from typing import Final

import numpy as np

from reporting.frame import Frame, Scale, even_ticks
from reporting.wording import count

_LEAST_COUNT: Final = 0.7
_LEAST_END_MS: Final = 120
_MOST_BARS: Final = 130
_LABEL_ROOM: Final = 150
# Above the bars, for the names of four lines.
_HEADROOM: Final = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A latency that is marked.

    Attributes:
        at_ms: where.
        words: what it is.
        class_: of its style.
    """

    at_ms: float
    words: str
    class_: str


def latency_histogram(
    values_ms: Sequence[float], p99_ms: float, lines: Sequence[Line], about: str, records: str
) -> str:
    """The chart of at least one latency; longer ones than the 99th percentile share a last bar.

    Args:
        values_ms: the latencies.
        p99_ms: their 99th percentile.
        lines: that are marked.
        about: what was measured, for the axis.
        records: what each latency is of, such as payments.
    """
    end = max(_LEAST_END_MS, ceil(p99_ms * 1.05))
    wide = ceil(end / _MOST_BARS)
    edges = np.arange(0, end + wide + 1, wide)
    counts = np.histogram(np.minimum(values_ms, edges[-1]), edges)[0]
    frame = Frame(520, 360, (52, 24, 34, 46))
    x = Scale(0, float(edges[-1]), frame.left, frame.right)
    high = max(10, int(counts.max())) * _HEADROOM
    y = Scale(_LEAST_COUNT, high, frame.bottom, frame.top, log10)
    powers = [10**power for power in range(int(log10(max(10, int(counts.max())))) + 1)]
    ticks = [(tick, count(int(tick))) for tick in even_ticks(end) if tick <= edges[-1]]
    frame.x_axis(x, ticks, f"milliseconds from {about}")
    frame.y_axis(y, [(power, count(power)) for power in powers], f"{records} (log)")
    for place in np.flatnonzero(counts).tolist():
        start, top = int(edges[place]), y(int(counts[place]))
        more = "more" if place == counts.size - 1 else f"{start + wide} ms"
        says = f"{start} ms to {more}: {count(int(counts[place]))} {records}"
        width = x(start + wide) - x(start)
        frame.bar(x(start), top, width - 0.5, frame.bottom - top, "fill-model", says)
    _mark(frame, x, lines)
    return frame.drawn(f"{records.capitalize()} by milliseconds from {about}")


def _mark(frame: Frame, x: Scale, lines: Sequence[Line]) -> None:
    for row, line in enumerate(sorted(lines, key=lambda one: (one.at_ms, one.words))):
        place, height = x(line.at_ms), frame.top + 12 + 16 * row
        frame.line([(place, height - 10), (place, frame.bottom)], f"threshold {line.class_}")
        left = place > frame.right - _LABEL_ROOM
        across = place + (-5 if left else 5)
        frame.text(across, height, line.words, "label end" if left else "label")
