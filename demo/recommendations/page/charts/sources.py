"""Where listed items come from, and the next items that were among them."""

from collections.abc import Mapping
from typing import Final

from reporting.frame import Frame, Scale, even_ticks
from reporting.wording import percent, spoken

_ROW: Final = 44
_WIDTH: Final = 520


def sources_chart(listed: Mapping[str, int], hits: Mapping[str, int]) -> str:
    """The chart: of each source its share of the items listed, and of the next items listed."""
    names = list(listed)
    frame = Frame(_WIDTH, 34 + 38 + _ROW * max(1, len(names)), (110, 60, 34, 38))
    of_listed, of_hits = max(1, sum(listed.values())), max(1, sum(hits.values()))
    shares = {name: (listed[name] / of_listed, hits.get(name, 0) / of_hits) for name in names}
    ticks = even_ticks(max((max(pair) for pair in shares.values()), default=1.0), 4)
    x = Scale(0, ticks[-1], frame.left, frame.right)
    frame.x_axis(x, [(tick, percent(tick, 0)) for tick in ticks], "")
    for number, name in enumerate(names):
        top = frame.top + number * _ROW + 4
        frame.text(frame.left - 8, top + 21, spoken(name), "end")
        for line, (share, fill, what) in enumerate(zip(shares[name], _FILLS, _WHAT, strict=True)):
            says = f"{spoken(name)}: {percent(share)} of {what}"
            height = top + 17 * line
            frame.bar(frame.left, height, x(share) - frame.left, 15, fill, says)
            frame.text(x(share) + 6, height + 12, percent(share), "small")
    at = frame.left
    for fill, what in zip(_FILLS, _WHAT, strict=True):
        frame.bar(at, 8, 11, 11, fill)
        frame.text(at + 17, 18, what, "label")
        at += 170
    return frame.drawn("Listed items, and next items among them, by where they come from")


_FILLS: Final = ("fill-genuine", "fill-flag")
_WHAT: Final = ("all items listed", "next items in lists")
