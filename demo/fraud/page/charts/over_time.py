"""Decisions over event time, in bars of six hours."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from events.fraud.decision import Action, Decision
from events.shared.time_units import HOUR_MS
from reporting.frame import Frame, Scale, even_ticks
from reporting.wording import count, short_day

Counts = NDArray[np.int64]

_STEP_MS: Final = 6 * HOUR_MS
_STEPS_A_DAY: Final = 4
_TICKS: Final = 12


def allowed_chart(decisions: Sequence[Decision]) -> str:
    """Allowed payments, of at least one decision."""
    start_ms, counts = _counts(decisions, ("allow",))
    frame = _bars(start_ms, (("allowed", "fill-genuine", counts[0]),))
    return frame.drawn("Allowed payments in every six hours")


def stopped_chart(decisions: Sequence[Decision]) -> str:
    """Blocked and flagged payments, of at least one decision."""
    start_ms, counts = _counts(decisions, ("block", "flag"))
    layers = (("blocked", "fill-block", counts[0]), ("flagged", "fill-flag", counts[1]))
    return _bars(start_ms, layers).drawn("Blocked and flagged payments in every six hours")


def _counts(
    decisions: Sequence[Decision], actions: tuple[Action, ...]
) -> tuple[int, tuple[Counts, ...]]:
    """Start of the first day, and numbers of decisions by step since then, of each action."""
    times_ms = np.array([one.event_time_ms for one in decisions], dtype=np.int64)
    start_ms = int(times_ms.min()) // (_STEP_MS * _STEPS_A_DAY) * (_STEP_MS * _STEPS_A_DAY)
    step = (times_ms - start_ms) // _STEP_MS
    taken = np.array([one.action for one in decisions])
    size = int(step.max()) + 1
    return start_ms, tuple(np.bincount(step[taken == one], minlength=size) for one in actions)


def _bars(start_ms: int, layers: Sequence[tuple[str, str, Counts]]) -> Frame:
    frame = Frame(1080, 190, (48, 4, 34, 30))
    steps = layers[0][2].size
    most = int(np.sum([counts for _, _, counts in layers], axis=0).max())
    ticks = even_ticks(max(1, most), 3)
    x = Scale(0, steps, frame.left, frame.right)
    y = Scale(0, ticks[-1], frame.bottom, frame.top)
    frame.y_axis(y, [(tick, count(int(tick))) for tick in ticks if tick == int(tick)], "payments")
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
