"""Precision over recall: the model's curve, and where rules and model together stand."""

from typing import Final

import numpy as np

from backtest.backtest import Backtest
from backtest.curves import PrecisionRecall, precision_recall
from backtest.rates import Rates
from reporting.frame import Frame, Scale, Tick
from reporting.wording import percent

_TICKS: Final[tuple[Tick, ...]] = tuple((tick / 100, f"{tick} %") for tick in range(0, 101, 20))
_MOST_POINTS: Final = 600
_BELOW: Final = (0.04, 0.62)
_ABOVE: Final = (0.4, 0.97)
_LEGEND_STEP: Final = 19


def precision_recall_chart(backtest: Backtest) -> str:
    """The chart; says so where no fraud is known."""
    scores = backtest.candidate.decisions.model_score
    scored = backtest.history.truth.counted & ~np.isnan(scores)
    curve = precision_recall(scores[scored], backtest.history.truth.fraud[scored])
    frame = Frame(520, 360, (52, 24, 34, 46))
    x, y = Scale(0, 1, frame.left, frame.right), Scale(0, 1, frame.bottom, frame.top)
    frame.x_axis(x, _TICKS, "recall")
    frame.y_axis(y, _TICKS, "precision")
    if curve is None:
        frame.text(x(0.5), y(0.5), "no fraud is known", "middle")
        return frame.drawn("Precision over recall: no fraud is known")
    base = float(backtest.history.truth.fraud[scored].mean())
    frame.line([(x(0), y(base)), (x(1), y(base))], "faint dashed")
    frame.text(x(0.01), y(base) - 5, f"by chance {percent(base, 2)}", "small muted")
    recall, precision = _thinned(curve)
    frame.line(zip(map(x, recall), map(y, precision), strict=True), "curve model")
    early = curve.precision[curve.recall <= _BELOW[1]]
    clear = early.min(initial=1.0) > _BELOW[1] + 0.04
    _points(frame, x, y, backtest, _BELOW if clear else _ABOVE)
    area = f"average precision {curve.average_precision:.3f}"
    frame.text(frame.right, frame.top - 14, f"model alone: {area}", "ink-model end strong")
    return frame.drawn(f"Precision over recall of the model, {area}")


def _thinned(curve: PrecisionRecall) -> tuple[list[float], list[float]]:
    """At most so many points of the curve; finer steps are smaller than a pixel."""
    size = curve.recall.size
    kept = np.unique(np.linspace(0, size - 1, min(size, _MOST_POINTS)).astype(int))
    # The first payments decide the left end: keep each of them.
    kept = np.unique(np.concatenate([np.arange(min(size, _MOST_POINTS)), kept]))
    return curve.recall[kept].tolist(), curve.precision[kept].tolist()


def _points(
    frame: Frame, x: Scale, y: Scale, backtest: Backtest, corner: tuple[float, float]
) -> None:
    """The dots, and what they are in the corner that the curve leaves free."""
    outcome, legacy = backtest.candidate, backtest.legacy
    points = [
        ("flag or block", outcome.stopped, "fill-flag"),
        ("block alone", outcome.blocked, "fill-block"),
        ("legacy, hours late", legacy.recognised, "fill-legacy"),
        ("legacy, in time", legacy.stopped, "fill-legacy-late"),
    ]
    at, height = x(corner[0]), y(corner[1])
    for name, found, class_ in points:
        recall, precision = _place(found)
        if precision is None:
            continue
        label = f"{name}: {percent(recall, 0)} recall, {percent(precision, 0)} precision"
        frame.dot(x(recall), y(precision), 5.5, f"{class_} ring", label)
        frame.dot(at, height, 4.5, class_)
        frame.text(at + 11, height + 4, label, "label")
        height += _LEGEND_STEP


def _place(rates: Rates) -> tuple[float, float | None]:
    wrong = rates.false_positives_of_stopped.share
    return rates.detection.share or 0.0, None if wrong is None else 1 - wrong
