"""How often each latency in the job occurred, beside the published figures."""

from collections.abc import Sequence
from math import ceil, log10
from typing import Final

import numpy as np

from demo.latency import Latency, in_job_ms
from demo.plan import PUBLISHED_LIMIT_MS, PUBLISHED_MEAN_MS
from events.fraud.decision import Decision
from reporting.frame import Frame, Scale, even_ticks
from reporting.wording import count, number

_LEAST_COUNT: Final = 0.7
_LEAST_END_MS: Final = 120
_MOST_BARS: Final = 130
_LABEL_ROOM: Final = 150
# Above the bars, for the names of four lines.
_HEADROOM: Final = 40


def latency_chart(paced: Sequence[Decision], latency: Latency) -> str:
    """The chart of at least one decision; longer ones than the 99th percentile share a last bar."""
    end = max(_LEAST_END_MS, ceil(latency.p99 * 1.05))
    wide = ceil(end / _MOST_BARS)
    edges = np.arange(0, end + wide + 1, wide)
    shown = np.minimum(in_job_ms(paced), edges[-1])
    counts = np.histogram(shown, edges)[0]
    frame = Frame(520, 360, (52, 24, 34, 46))
    x = Scale(0, float(edges[-1]), frame.left, frame.right)
    high = max(10, int(counts.max())) * _HEADROOM
    y = Scale(_LEAST_COUNT, high, frame.bottom, frame.top, log10)
    powers = [10**power for power in range(int(log10(max(10, int(counts.max())))) + 1)]
    frame.x_axis(
        x,
        [(tick, count(int(tick))) for tick in even_ticks(end) if tick <= edges[-1]],
        "milliseconds from record read to decision emitted",
    )
    frame.y_axis(y, [(power, count(power)) for power in powers], "payments (log)")
    for place in np.flatnonzero(counts).tolist():
        start, top = int(edges[place]), y(int(counts[place]))
        more = "more" if place == counts.size - 1 else f"{start + wide} ms"
        says = f"{start} ms to {more}: {count(int(counts[place]))} payments"
        width = x(start + wide) - x(start)
        frame.bar(x(start), top, width - 0.5, frame.bottom - top, "fill-model", says)
    _lines(frame, x, latency)
    return frame.drawn("Payments by latency in the job")


def _lines(frame: Frame, x: Scale, latency: Latency) -> None:
    lines = (
        (latency.mean, f"mean {number(latency.mean)} ms", "measured"),
        (PUBLISHED_MEAN_MS, f"published mean {PUBLISHED_MEAN_MS} ms", "flag-line"),
        (PUBLISHED_LIMIT_MS, f"published limit {PUBLISHED_LIMIT_MS} ms", "block-line"),
        (latency.p99, f"99 % within {number(latency.p99)} ms", "measured"),
    )
    for row, (at, words, class_) in enumerate(sorted(lines)):
        place, height = x(at), frame.top + 12 + 16 * row
        frame.line([(place, height - 10), (place, frame.bottom)], f"threshold {class_}")
        left = place > frame.right - _LABEL_ROOM
        frame.text(place + (-5 if left else 5), height, words, "label end" if left else "label")
