"""An evaluation as a picture: card precision day by day, or the figures week by week."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from events.shared.time_units import DAY_MS
from models.fraud.evaluation.evaluation import Evaluation, Settings
from models.fraud.evaluation.summary import day_of

_INK: Final = "#1f3a5f"
_FAINT: Final = "#b8c4d0"
_COLOURS: Final = ("#1f3a5f", "#c2571a", "#4a7c59")


def draw_days(found: Evaluation, settings: Settings, path: Path) -> None:
    """Write a PNG: of the cards checked each day, those that were compromised."""
    figure, axes = _figure()
    days = np.arange(len(found.figures.days))
    k = settings.cards_checked
    could_find = [min(day.compromised_cards, k) / k for day in found.figures.days]
    axes.bar(days, could_find, color=_FAINT, label="compromised and not yet found, at most 1")
    axes.bar(days, [day.card_precision for day in found.figures.days], width=0.5, color=_INK)
    axes.bar(0, 0, color=_INK, label="found by the model")
    mean, best = found.figures.ranked.card_precision, found.best.card_precision
    axes.axhline(mean, color=_COLOURS[1], label=f"mean {mean:.3f}, best possible {best:.3f}")
    start_ms = found.periods.test.from_ms
    axes.set_xticks(days, [day_of(start_ms + int(day) * DAY_MS) for day in days], rotation=30)
    axes.set_ylabel(f"card precision at {k}")
    axes.set_title(f"Of {k} cards checked a day, those compromised", loc="left")
    figure.legend(loc="outside lower center", ncols=4, frameon=False)
    figure.savefig(path)


def draw_weeks(weeks: Sequence[Evaluation], settings: Settings, path: Path) -> None:
    """Write a PNG: the three figures over the weeks."""
    figure, axes = _figure()
    starts = [day_of(week.periods.test.from_ms) for week in weeks]
    ranked = [week.figures.ranked for week in weeks]
    series = {
        "AUC-ROC": [week.auc_roc for week in ranked],
        "average precision": [week.average_precision for week in ranked],
        f"card precision at {settings.cards_checked}": [week.card_precision for week in ranked],
    }
    for (name, values), colour in zip(series.items(), _COLOURS, strict=True):
        axes.plot(starts, values, marker="o", color=colour, label=name)
    best = [week.best.card_precision for week in weeks]
    axes.plot(starts, best, linestyle=":", color=_COLOURS[2], label="best possible card precision")
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("first day of the test")
    axes.set_title("Trained anew and tested, week by week", loc="left")
    figure.legend(loc="outside lower center", ncols=4, frameon=False)
    figure.savefig(path)


def _figure() -> tuple[Figure, Any]:
    figure = Figure(figsize=(9, 4.5), dpi=110, layout=ConstrainedLayoutEngine())
    axes = figure.add_subplot()
    axes.spines[["right", "top"]].set_visible(False)
    return figure, axes
