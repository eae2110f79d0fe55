"""A figure of each method as a bar, with its interval."""

from collections.abc import Mapping
from typing import Final

from demo.recommendations.method_words import METHOD_WORDS
from demo.recommendations.next_item import OURS
from demo.recommendations.quality import Figure
from reporting.frame import Frame, Scale, even_ticks

_ROW: Final = 38
_WIDTH: Final = 520
_MARGINS: Final = (110, 60, 8, 38)


def methods_chart(figures: Mapping[str, Figure], what: str) -> str:
    """The chart of figures from 0 to 1, by method; `what` they are is for who cannot see it."""
    left, right, top, bottom = _MARGINS
    frame = Frame(_WIDTH, top + bottom + _ROW * len(METHOD_WORDS), (left, right, top, bottom))
    most = max((figures[name].interval.high or figures[name].mean) for name in METHOD_WORDS)
    ticks = even_ticks(max(most, 0.01), 5)
    x = Scale(0, max(ticks[-1], 0.01), frame.left, frame.right)
    frame.x_axis(x, [(tick, f"{tick:g}") for tick in ticks], "")
    for number, (name, (words, _)) in enumerate(METHOD_WORDS.items()):
        row, figure = frame.top + number * _ROW + 6, figures[name]
        fill = "fill-model" if name == OURS else "fill-missed"
        says = f"{words}: {figure.mean:.3f}"
        frame.text(frame.left - 8, row + 17, words, "label end strong" if name == OURS else "end")
        frame.bar(frame.left, row, x(figure.mean) - frame.left, _ROW - 14, fill, says)
        low, high = figure.interval.low, figure.interval.high
        if low is not None and high is not None:
            middle = row + (_ROW - 14) / 2
            frame.line([(x(low), middle), (x(high), middle)], "reference-line axis")
        edge = x(high or figure.mean)
        frame.text(edge + 8, row + 17, f"{figure.mean:.3f}", "label strong")
    return frame.drawn(f"{what}, by method")
