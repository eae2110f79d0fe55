"""How scores are distributed among frauds and genuine payments, and where actions begin."""

from math import log10
from typing import Final

from reporting.frame import Frame, Scale, Tick, logit
from reporting.score_histogram import LEAST_SCORE, Floats, Mask, score_histogram
from reporting.wording import count

SCORE_TICKS: Final[tuple[Tick, ...]] = tuple(
    (tick, f"{tick:g}") for tick in (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
)
_LEAST_COUNT: Final = 0.7
_LABEL_ROOM: Final = 100


def scores_chart(scores: Floats, fraud: Mask, flag_from: float, block_from: float) -> str:
    """The chart of (n,) scores of payments that the model decided, of which some are frauds."""
    histogram = score_histogram(scores, fraud)
    most = max(10, int(max(histogram.genuine.max(), histogram.fraud.max())))
    frame = Frame(520, 360, (52, 24, 34, 46))
    x = Scale(LEAST_SCORE, 1 - LEAST_SCORE, frame.left, frame.right, logit)
    y = Scale(_LEAST_COUNT, most * 1.6, frame.bottom, frame.top, log10)
    powers = [10**power for power in range(int(log10(most * 1.6)) + 1)]
    frame.x_axis(x, SCORE_TICKS, "model score (logistic scale)")
    frame.y_axis(y, [(power, count(power)) for power in powers], "payments (log)")
    edges = histogram.edges.tolist()
    for name, counts in (("genuine", histogram.genuine), ("fraud", histogram.fraud)):
        points = _steps(x, y, edges, counts.tolist())
        frame.area(
            [(frame.left, frame.bottom), *points, (frame.right, frame.bottom)], f"area {name}"
        )
        frame.line(points, f"curve {name}")
    at = frame.right
    for name, size in (("fraud", int(fraud.sum())), ("genuine", int((~fraud).sum()))):
        label = f"{name} ({count(size)})"
        frame.text(at, frame.top - 14, label, f"{name}-ink end")
        at -= 8.2 * len(label) + 10
    _thresholds(frame, x, flag_from, block_from)
    return frame.drawn("Scores of frauds and of genuine payments that the model decided")


def _steps(x: Scale, y: Scale, edges: list[float], counts: list[int]) -> list[tuple[float, float]]:
    heights = [y(max(number, _LEAST_COUNT)) for number in counts]
    return [
        (x(edge), height)
        for place, height in enumerate(heights)
        for edge in (edges[place], edges[place + 1])
    ]


def _thresholds(frame: Frame, x: Scale, flag_from: float, block_from: float) -> None:
    for number, (name, at) in enumerate((("flag", flag_from), ("block", block_from))):
        place = x(min(max(at, LEAST_SCORE), 1 - LEAST_SCORE))
        frame.line([(place, frame.top + 4), (place, frame.bottom)], f"threshold {name}-line")
        left = number == 0 and place > frame.left + _LABEL_ROOM
        words = f"{name} from {at:.3g}"
        across = place + (-5 if left else 5)
        frame.text(across, frame.top + 12 + 15 * number, words, "label end" if left else "label")
