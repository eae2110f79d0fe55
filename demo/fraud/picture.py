"""The report as one picture: decisions over time, latency, scores and detection."""

from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from demo.fraud.charts import (
    FAINT,
    INK,
    Material,
    latency_chart,
    over_time_chart,
    patterns_chart,
    scores_chart,
)
from demo.fraud.summary import Summary

_STYLE: Final = {
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.titleweight": "bold",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.edgecolor": "white",
    "legend.framealpha": 0.9,
    "legend.fancybox": False,
}


def draw(material: Material, path: Path) -> None:
    """Write the picture as PNG."""
    with mpl.rc_context(_STYLE):
        layout = ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.1)
        figure = Figure(figsize=(13, 8.8), dpi=110, layout=layout)
        grid = figure.add_gridspec(3, 2, height_ratios=(1.15, 0.85, 2.1))
        allowed = figure.add_subplot(grid[0, 0])
        over_time_chart(allowed, figure.add_subplot(grid[1, 0], sharex=allowed), material)
        latency_chart(figure.add_subplot(grid[0:2, 1]), material)
        scores_chart(figure.add_subplot(grid[2, 0]), material)
        patterns_chart(figure.add_subplot(grid[2, 1]), material)
        figure.suptitle(_headline(material.summary), x=0.012, ha="left", fontsize=15)
        figure.savefig(path)


def _headline(summary: Summary) -> str:
    both = summary.detection.both
    return (
        f"{summary.payments_in:,} records, {sum(summary.decided.values()):,} decisions:"
        f" {both.detection_rate:.0%} of fraudulent payments stopped,"
        f" {both.false_positive_rate:.1%} of genuine ones"
    )
