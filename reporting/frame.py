"""The frame of a chart: scales from values to pixels, axes, and the marks between them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log, log10
from typing import Final

from reporting.markup import element, text

_WIDE: Final = 600

Tick = tuple[float, str]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values from `low` to `high` onto pixels from `start` to `end`.

    >>> Scale(0, 10, 100, 0)(2.5)
    75.0
    """

    low: float
    high: float
    start: float
    end: float
    transform: Callable[[float], float] = float

    def __call__(self, value: float) -> float:
        """The pixel of `value`."""
        low, high = self.transform(self.low), self.transform(self.high)
        return self.start + (self.transform(value) - low) / (high - low) * (self.end - self.start)


def logit(share: float) -> float:
    """Natural logarithm of the odds, for a scale of probabilities."""
    return log(share / (1 - share))


def even_ticks(high: float, about: int = 5) -> list[float]:
    """From 0 to at least `high`, in steps of 1, 2 or 5 times a power of ten.

    >>> even_ticks(34)
    [0.0, 10.0, 20.0, 30.0, 40.0]
    """
    if high <= 0:
        return [0.0, 1.0]
    rough = high / about
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    return [round(step * number, 10) for number in range(ceil(high / step - 1e-9) + 1)]


class Frame:
    """Collects the marks of one chart.

    Args:
        width: of the drawing; it scales to the page.
        height: the same.
        margins: left, right, top and bottom, outside of which the marks stay.
    """

    def __init__(
        self, width: float, height: float, margins: tuple[float, float, float, float]
    ) -> None:
        self.width, self.height = width, height
        left, right, top, bottom = margins
        self.left, self.right, self.top, self.bottom = left, width - right, top, height - bottom
        self._marks: list[str] = []

    def x_axis(self, scale: Scale, ticks: Sequence[Tick], title: str) -> None:
        """Ticks below the marks, and what they are in."""
        self.line([(self.left, self.bottom), (self.right, self.bottom)], "axis")
        for value, label in ticks:
            self.text(scale(value), self.bottom + 17, label, "tick middle")
        if title:
            self.text(self.right, self.bottom + 35, title, "unit end")

    def y_axis(self, scale: Scale, ticks: Sequence[Tick], title: str) -> None:
        """Grid lines with their values on the left, and what they are in above them."""
        for value, label in ticks:
            y = scale(value)
            self.line([(self.left, y), (self.right, y)], "grid")
            self.text(self.left - 8, y + 4, label, "tick end")
        if title:
            self.text(0, self.top - 14, title, "unit")

    def line(self, points: Iterable[Point], class_: str) -> None:
        """A line through pixels."""
        self._marks.append(element("polyline", points=_path(points), class_=class_))

    def area(self, points: Iterable[Point], class_: str) -> None:
        """A filled shape around pixels."""
        self._marks.append(element("polygon", points=_path(points), class_=class_))

    def bar(  # noqa: PLR0913, PLR0917 - a rectangle, and what it says
        self, x: float, y: float, width: float, height: float, class_: str, says: str = ""
    ) -> None:
        """A rectangle; `says` is shown to who points at it."""
        title = [element("title", text(says))] if says else []
        size = {"width": max(width, 0.0), "height": max(height, 0.0)}
        self._marks.append(element("rect", *title, x=x, y=y, **size, class_=class_))

    def dot(self, x: float, y: float, radius: float, class_: str, says: str = "") -> None:
        """A circle; `says` is shown to who points at it."""
        title = [element("title", text(says))] if says else []
        self._marks.append(element("circle", *title, cx=x, cy=y, r=radius, class_=class_))

    def text(self, x: float, y: float, words: str, class_: str = "") -> None:
        """Words; the classes ``middle`` and ``end`` align them otherwise than at their start."""
        self._marks.append(element("text", text(words), x=x, y=y, class_=class_))

    def drawn(self, description: str) -> str:
        """The chart; the description is for who cannot see it."""
        return element(
            "svg",
            element("title", text(description)),
            *self._marks,
            viewBox=f"0 0 {self.width:g} {self.height:g}",
            class_="wide" if self.width > _WIDE else "half",
            role="img",
        )


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions as near to the wanted ones as a `gap` between neighbours allows.

    >>> spread([10, 12, 50], 15, 0, 100)
    [10, 25, 50]
    """
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    placed = [0.0] * len(wanted)
    below = low - gap
    for place in order:
        below = placed[place] = max(wanted[place], below + gap)
    above = high + gap
    for place in reversed(order):
        above = placed[place] = min(placed[place], above - gap)
    return placed


def _path(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
