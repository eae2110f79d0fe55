"""Whether a score is a probability: the share of frauds among payments of about equal score."""

from math import sqrt
from typing import Final

from backtest.backtest import Backtest
from backtest.curves import CalibrationBin, calibration
from reporting.charts.scores import SCORE_TICKS
from reporting.frame import Frame, Scale, logit
from reporting.score_histogram import LEAST_SCORE
from reporting.wording import count, percent

_Z: Final = 1.96


def calibration_chart(backtest: Backtest) -> str:
    """The chart, of the payments that the model decided."""
    decisions, truth = backtest.candidate.decisions, backtest.history.truth
    shown = decisions.by_model & truth.counted
    bins = calibration(decisions.score[shown], truth.fraud[shown])
    frame = Frame(520, 360, (52, 24, 34, 46))
    x = Scale(LEAST_SCORE, 1 - LEAST_SCORE, frame.left, frame.right, logit)
    y = Scale(LEAST_SCORE, 1 - LEAST_SCORE, frame.bottom, frame.top, logit)
    ticks = [(value, f"{100 * value:g} %") for value, _ in SCORE_TICKS]
    frame.x_axis(x, SCORE_TICKS, "mean score of the payments of a bin")
    frame.y_axis(y, ticks, "share of frauds among them, with 95 % intervals")
    ends = (LEAST_SCORE, 1 - LEAST_SCORE)
    frame.line([(x(end), y(end)) for end in ends], "faint dashed")
    for each in bins:
        _bin(frame, x, y, each)
    return frame.drawn("Share of frauds by score, beside the score itself")


def _bin(frame: Frame, x: Scale, y: Scale, each: CalibrationBin) -> None:
    low, high = wilson(each.frauds, each.payments)
    at = x(_shown(each.mean_score))
    frame.line([(at, y(_shown(low))), (at, y(_shown(high)))], "whisker")
    says = (
        f"{count(each.payments)} payments, mean score {each.mean_score:.4f},"
        f" {percent(each.fraud_share, 2)} frauds"
    )
    frame.dot(at, y(_shown(each.fraud_share)), 5, "fill-model ring", says)
    frame.text(at + 8, y(_shown(each.fraud_share)) + 14, count(each.payments), "small muted")


def _shown(share: float) -> float:
    return min(max(share, LEAST_SCORE), 1 - LEAST_SCORE)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, JASA 22:209), ends within 0 to 1.

    >>> tuple(round(end, 3) for end in wilson(5, 10))
    (0.237, 0.763)
    """
    share, squared = part / whole, _Z * _Z
    middle = share + squared / (2 * whole)
    half = _Z * sqrt(share * (1 - share) / whole + squared / (4 * whole * whole))
    scale = 1 + squared / whole
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
