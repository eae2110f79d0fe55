"""The charts of the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from demo.fraud.plan import PUBLISHED_LIMIT_MS, PUBLISHED_MEAN_MS
from demo.fraud.summary import Summary
from demo.shared.latency import in_job_ms
from events.fraud.decision import Decision
from events.shared.time_units import DAY_MS
from models.fraud.thresholds import Thresholds
from simulator.files import Truth

INK: Final = "#1f2933"
FAINT: Final = "#9aa5b1"
_ALLOW: Final = "#7fb7be"
_FLAG: Final = "#f0a830"
_BLOCK: Final = "#c8453b"
_RULES: Final = "#35618f"
_MODEL: Final = "#6aa3d5"
_MISSED: Final = "#e4e7eb"
_LEAST_SCORE: Final = 0.0005
_MOST_SCORE: Final = 0.9995
_SCORE_TICKS: Final = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
# A narrower bar has no room for its number.
_LABELLED_FROM: Final = 3


@dataclass(frozen=True, slots=True)
class Material:
    """What the charts are drawn from.

    Attributes:
        summary: of the run.
        decisions: all of them.
        paced: those whose latency counts.
        truth: by transaction id.
        thresholds: of the model.
    """

    summary: Summary
    decisions: Sequence[Decision]
    paced: Sequence[Decision]
    truth: dict[str, Truth]
    thresholds: Thresholds


def over_time_chart(allowed: Axes, stopped: Axes, material: Material) -> None:
    """Decisions over event time: allowed ones above, stopped ones below."""
    times = np.array([decision.event_time_ms for decision in material.decisions])
    actions = np.array([decision.action for decision in material.decisions])
    start = int(times.min()) // DAY_MS * DAY_MS
    days = (times - start) / DAY_MS
    edges = np.arange(0, days.max() + 0.25, 0.25)
    counts = {
        action: np.histogram(days[actions == action], edges)[0]
        for action in ("allow", "flag", "block")
    }
    allowed.stairs(counts["allow"], edges, fill=True, color=_ALLOW)
    allowed.set_title("Decisions in every six hours of event time")
    allowed.set_ylabel("allowed")
    allowed.tick_params(labelbottom=False)
    total = counts["flag"] + counts["block"]
    stopped.stairs(total, edges, fill=True, color=_FLAG, label="flagged")
    stopped.stairs(counts["block"], edges, fill=True, color=_BLOCK, label="blocked")
    stopped.set_ylabel("stopped")
    stopped.set_xlabel("day")
    stopped.legend(ncols=2, loc="upper left", bbox_to_anchor=(0, 1.25))
    stopped.set_xlim(0, edges[-1])


def latency_chart(axes: Axes, material: Material) -> None:
    """How often each in-job latency occurred, beside the published figures."""
    values = np.array(in_job_ms(material.paced))
    latency = material.summary.in_job_latency_ms
    end = max(120, int(latency.p99) + 10)
    axes.hist(np.minimum(values, end), bins=[at - 0.5 for at in range(end + 2)], color=_MODEL)
    axes.set_yscale("log")
    axes.set_xlim(-1, end + 1)
    for at, name, color, style in (
        (latency.mean, f"mean {latency.mean:.1f} ms", _RULES, "-"),
        (latency.p99, f"p99 {latency.p99:.0f} ms", _RULES, "--"),
        (PUBLISHED_MEAN_MS, f"published mean {PUBLISHED_MEAN_MS} ms", _FLAG, "-"),
        (PUBLISHED_LIMIT_MS, f"limit {PUBLISHED_LIMIT_MS} ms", _BLOCK, "--"),
    ):
        axes.axvline(at, color=color, linewidth=1.5, linestyle=style, label=name)
    axes.legend(loc="upper right", ncols=2)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high * 8)
    axes.set_title(f"In-job latency at {material.summary.latency_rate_per_s} payments a second")
    axes.set_xlabel("milliseconds from record read to decision emitted")
    axes.set_ylabel("payments (log)")


def scores_chart(axes: Axes, material: Material) -> None:
    """Scores of fraudulent and of genuine payments, and where actions begin."""
    scored = [decision for decision in material.decisions if decision.score is not None]
    fraud = np.array([material.truth[decision.transaction_id].is_fraud for decision in scored])
    scores = np.clip([decision.score or 0.0 for decision in scored], _LEAST_SCORE, _MOST_SCORE)
    bins = _logistic_steps()
    axes.hist(scores[~fraud], bins, color=_ALLOW, label=f"genuine ({(~fraud).sum():,})")
    axes.hist(scores[fraud], bins, color=_BLOCK, alpha=0.75, label=f"fraud ({fraud.sum():,})")
    axes.set_yscale("log")
    axes.set_xscale("logit")
    for at, name, color in (
        (material.thresholds.flag, "flagged", _FLAG),
        (material.thresholds.block, "blocked", _BLOCK),
    ):
        label = f"{name} from {at:.3f}"
        axes.axvline(at, color=color, linewidth=1.5, linestyle="--", label=label)
    axes.set_title("Scores of the payments that the rules left open")
    axes.set_xlabel("model score (logistic scale)")
    axes.set_ylabel("payments (log)")
    axes.set_xlim(_LEAST_SCORE, _MOST_SCORE)
    axes.xaxis.set_major_locator(FixedLocator(_SCORE_TICKS))
    axes.xaxis.set_major_formatter(FixedFormatter([f"{tick:g}" for tick in _SCORE_TICKS]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.legend(loc="upper right", ncols=2)


def _logistic_steps() -> list[float]:
    """Bin edges at equal steps of the logit, from the least to the most score shown."""
    low, high = (log(score / (1 - score)) for score in (_LEAST_SCORE, _MOST_SCORE))
    steps = 1 / (1 + np.exp(-np.linspace(low, high, 49)))
    return [_LEAST_SCORE, *steps.tolist()[1:-1], _MOST_SCORE]


def patterns_chart(axes: Axes, material: Material) -> None:
    """What was stopped of each fraud pattern, and by whom."""
    tallies = material.summary.detection.by_pattern
    names = [name.replace("_", " ") for name in tallies]
    left = np.zeros(len(names))
    for label, color, ink, counts in (
        ("stopped by rules", _RULES, "white", [one.stopped_by_rules for one in tallies.values()]),
        ("by the model", _MODEL, INK, [one.stopped_by_model for one in tallies.values()]),
        ("missed", _MISSED, INK, [one.missed for one in tallies.values()]),
    ):
        bars = axes.barh(names, counts, left=left, color=color, label=label, height=0.62)
        shown = [str(count) if count >= _LABELLED_FROM else "" for count in counts]
        axes.bar_label(bars, shown, label_type="center", color=ink)
        left += counts
    axes.set_title("Fraudulent payments by pattern")
    axes.set_xlabel("payments")
    axes.set_ylim(-0.6, len(names) + 0.4)
    axes.legend(ncols=3, loc="upper right")
    axes.tick_params(axis="y", length=0)
