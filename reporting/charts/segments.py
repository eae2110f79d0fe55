"""What was detected of each kind of fraud: a bar a kind, its frauds by what became of them."""

from collections.abc import Sequence
from typing import Final

from reporting.frame import Frame, Scale, even_ticks
from reporting.segment import Segment
from reporting.wording import count, percent

_ROW: Final = 30
_WIDTH: Final = 1080
_LEGEND_STEP: Final = 142
_PARTS: Final = (
    ("blocked_by_rules", "blocked by rules", "fill-block-rules"),
    ("blocked_by_model", "blocked by model", "fill-block"),
    ("flagged_by_rules", "flagged by rules", "fill-flag-rules"),
    ("flagged_by_model", "flagged by model", "fill-flag"),
    ("missed", "missed", "fill-missed"),
)


def segments_chart(segments: Sequence[Segment], what: str, *, legend: bool) -> str:
    """The chart of at least one segment; `what` they are is for who cannot see it."""
    above = 34 if legend else 4
    frame = Frame(_WIDTH, above + 38 + _ROW * len(segments), (190, 130, above, 38))
    most = max(segment.frauds for segment in segments)
    ticks = even_ticks(most, 6)
    x = Scale(0, max(most, 1), frame.left, frame.right)
    shown = [tick for tick in ticks if tick <= most]
    frame.x_axis(x, [(tick, count(int(tick))) for tick in shown], "")
    for number, segment in enumerate(segments):
        top = frame.top + number * _ROW + 4
        frame.text(frame.left - 10, top + 16, segment.name, "label end")
        _bar(frame, x, segment, top)
        share = percent(segment.stopped / segment.frauds) if segment.frauds else ""
        frame.text(x(segment.frauds) + 8, top + 16, f"{share} stopped", "label strong")
    if legend:
        _legend(frame)
    return frame.drawn(f"Frauds by {what}, and what became of them")


def _bar(frame: Frame, x: Scale, segment: Segment, top: float) -> None:
    done = 0
    for field, name, class_ in _PARTS:
        number = getattr(segment, field)
        if not number:
            continue
        width = x(number) - x(0)
        says = f"{segment.name}: {count(number)} of {count(segment.frauds)} {name}"
        frame.bar(x(done), top, width - 1, _ROW - 8, class_, says)
        if width > 8 * len(count(number)) + 6:
            frame.text(x(done) + width / 2, top + 15, count(number), f"on-{class_} middle small")
        done += number


def _legend(frame: Frame) -> None:
    for place, (_, name, class_) in enumerate(_PARTS):
        at = frame.left + place * _LEGEND_STEP
        frame.bar(at, 8, 11, 11, class_)
        frame.text(at + 17, 18, name, "label")
