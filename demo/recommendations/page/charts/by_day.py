"""The hit rate of each method on each day."""

from collections.abc import Sequence
from typing import Final

from demo.recommendations.method_words import METHOD_WORDS
from demo.recommendations.next_item import OURS
from demo.recommendations.quality import DayFigure
from reporting.frame import Frame, Scale, spread
from reporting.wording import counted, percent, short_day

_WIDTH: Final = 1080
_TICKS: Final = 12
_LABEL_GAP: Final = 16


def by_day_chart(days: Sequence[DayFigure]) -> str:
    """The chart of at least one day."""
    frame = Frame(_WIDTH, 300, (48, 110, 34, 30))
    last = max(len(days) - 1, 1)
    x = Scale(0, last, frame.left, frame.right)
    y = Scale(0, 1, frame.bottom, frame.top)
    frame.y_axis(y, [(tick / 4, percent(tick / 4, 0)) for tick in range(5)], "in the list")
    shown = range(0, len(days), -(-len(days) // _TICKS))
    frame.x_axis(x, [(day, short_day(days[day].day_ms)) for day in shown], "")
    ends = []
    for name in METHOD_WORDS:
        style = "curve model" if name == OURS else "curve faint"
        points = [(x(at), y(day.hit_rate[name])) for at, day in enumerate(days)]
        frame.line(points, style)
        ends.append(points[-1][1])
        if name == OURS:
            for (at_x, at_y), day in zip(points, days, strict=True):
                frame.dot(at_x, at_y, 3.5, "fill-model", _says(day))
    heights = spread(ends, _LABEL_GAP, frame.top, frame.bottom)
    for (name, (words, _)), height in zip(METHOD_WORDS.items(), heights, strict=True):
        class_ = "ink-model strong" if name == OURS else "muted"
        frame.text(frame.right + 10, height + 4, words, class_)
    return frame.drawn("Share of next items in the list, by day and method")


def _says(day: DayFigure) -> str:
    of = counted(day.questions, "next item")
    return f"{short_day(day.day_ms)}: {percent(day.hit_rate[OURS])} of {of}"
