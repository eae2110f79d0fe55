"""A feature in a window beside training: two bars a cell, shares of the rows."""

from typing import Final

from monitoring.drift.judgement import Distribution
from reporting.frame import Frame, Scale, even_ticks
from reporting.wording import percent

_WIDTH: Final = 520
_HEIGHT: Final = 250
_MOST_LABELS: Final = 7
_CHARACTERS: Final = 9


def distribution_chart(one: Distribution) -> str:
    """The chart of a feature whose window has rows."""
    expected = (100 * one.reference.shares).tolist()
    found = (100 * one.counts / max(1, int(one.counts.sum()))).tolist()
    shown = [cell for cell in range(len(found)) if expected[cell] > 0 or found[cell] > 0]
    frame = Frame(_WIDTH, _HEIGHT, (44, 10, 34, 46))
    ticks = even_ticks(max(*expected, *found), 4)
    y = Scale(0, ticks[-1], frame.bottom, frame.top)
    x = Scale(0, len(shown), frame.left, frame.right)
    frame.y_axis(y, [(tick, f"{tick:g}") for tick in ticks], "% of payments")
    every = -(-len(shown) // _MOST_LABELS)
    labels = [one.profile.label(cell) for cell in shown]
    named = [
        (place + 0.5, _short(label))
        for place, label in enumerate(labels)
        if place % every == 0 or label in {"missing", "other"}
    ]
    frame.x_axis(x, named, "")
    half = (x(1) - x(0)) * 0.4
    for place, cell in enumerate(shown):
        middle = x(place + 0.5)
        for side, share, name, fill in (
            (-half, expected[cell], "training", "fill-missed"),
            (0.0, found[cell], "now", "fill-model"),
        ):
            says = f"{labels[place]}: {percent(share / 100)} {name}"
            top = y(share)
            frame.bar(middle + side, top, half - 1, frame.bottom - top, fill, says)
    _legend(frame)
    return frame.drawn(f"{one.profile.name} in training and now")


def _short(label: str) -> str:
    return (
        label if len(label) <= _CHARACTERS else f"{label[: _CHARACTERS - 1]}\N{HORIZONTAL ELLIPSIS}"
    )


def _legend(frame: Frame) -> None:
    for at, name, fill in (
        (frame.right - 150, "training", "fill-missed"),
        (frame.right - 62, "now", "fill-model"),
    ):
        frame.bar(at, 8, 11, 11, fill)
        frame.text(at + 17, 18, name, "label")
