"""Decisions by day, and what reviewers find in the flagged ones: stacked bars over time."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backtest.daily_load import DailyLoad
from backtest.decide import BLOCK, FLAG
from reporting.frame import Frame, Scale, even_ticks, spread
from reporting.wording import count, number, short_day

Layer = tuple[str, str, NDArray[np.int64]]
"""Name, class and numbers by day of one layer of a stack."""

_WIDTH: Final = 1080
_HEIGHT: Final = 270
_TICKS: Final = 12


def decisions_chart(load: DailyLoad) -> str:
    """Blocked and flagged payments by day; the allowed ones would hide them and are left out."""
    layers = (
        ("blocked", "fill-block", load.counts[:, BLOCK]),
        ("flagged", "fill-flag", load.counts[:, FLAG]),
    )
    frame, _ = _stacked(load, layers, "payments a day; allowed ones are not shown")
    return frame.drawn("Blocked and flagged payments by day")


def review_chart(load: DailyLoad) -> str:
    """Flagged payments by day and what they were, beside the mean and the 95th percentile."""
    known = load.flagged_frauds + load.flagged_genuine
    young = load.counts[:, FLAG] - known
    layers: list[Layer] = [
        ("frauds", "fill-block", load.flagged_frauds),
        ("genuine payments", "fill-genuine", load.flagged_genuine),
    ]
    if young.any():
        layers.append(("not known yet", "fill-missed", young))
    frame, y = _stacked(load, layers, "flagged payments a day")
    lines = (
        (f"mean {number(load.flagged.mean)}", load.flagged.mean),
        (
            f"95 % of days \N{LESS-THAN OR EQUAL TO} {count(load.flagged.p95)}",
            float(load.flagged.p95),
        ),
    )
    heights = spread([y(value) for _, value in lines], 15, frame.top, frame.bottom)
    for (name, value), height in zip(lines, heights, strict=True):
        frame.line([(frame.left, y(value)), (frame.right, y(value))], "reference")
        frame.text(frame.right + 8, height + 4, name, "label")
    return frame.drawn("Flagged payments by day, frauds and genuine payments")


def _stacked(load: DailyLoad, layers: Sequence[Layer], unit: str) -> tuple[Frame, Scale]:
    frame = Frame(_WIDTH, _HEIGHT, (48, 116, 40, 30))
    days = load.start_ms.size
    totals = np.sum([numbers for _, _, numbers in layers], axis=0)
    ticks = even_ticks(max(1, int(totals.max())))
    x = Scale(0, days, frame.left, frame.right)
    y = Scale(0, ticks[-1], frame.bottom, frame.top)
    frame.y_axis(y, [(tick, count(int(tick))) for tick in ticks if tick == int(tick)], unit)
    every = -(-days // _TICKS)
    labels = [(place + 0.5, short_day(at)) for place, at in enumerate(load.start_ms.tolist())][
        ::every
    ]
    frame.x_axis(x, labels, "")
    width = (frame.right - frame.left) / days
    gap = min(2.0, width / 5)
    below = np.zeros(days, dtype=np.int64)
    for name, class_, numbers in layers:
        for place in np.flatnonzero(numbers).tolist():
            top, bottom = y(int(below[place] + numbers[place])), y(int(below[place]))
            says = f"{short_day(int(load.start_ms[place]))}: {count(int(numbers[place]))} {name}"
            frame.bar(x(place) + gap / 2, top, width - gap, bottom - top, class_, says)
        below = below + numbers
    _legend(frame, layers)
    return frame, y


def _legend(frame: Frame, layers: Sequence[Layer]) -> None:
    at = frame.right
    for name, class_, numbers in reversed(layers):
        label = f"{name} ({count(int(numbers.sum()))})"
        at -= 7.2 * len(label) + 34
        frame.bar(at, frame.top - 24, 11, 11, class_)
        frame.text(at + 17, frame.top - 14, label, "label")
