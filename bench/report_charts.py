"""Results as pictures: rates of all forms, latencies by percentile, CPU as states grow."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.forms import FORMS, TITLES
from bench.latency import PERCENTILE_TITLES

Results = Mapping[str, Any]

_INK: Final = "#1f2937"
_JOB: Final = "#1d4ed8"
_OTHER: Final = "#94a3b8"
_RATE_COLOURS: Final = ("#94a3b8", "#0f766e", "#1d4ed8", "#d97706", "#b91c1c")


def draw_forms(results: Results, path: Path) -> None:
    """Payments a second, and CPU a payment, of every form."""
    fraud = results["fraud"]
    forms = [form for form in reversed(FORMS) if form.name in fraud["cpu_us_per_payment"]]
    titles = [form.title for form in forms]
    colours = [_JOB if form.is_job else _OTHER for form in forms]
    figure = Figure(figsize=(10, 4.2), dpi=150, layout="constrained")
    rates, costs = figure.subplots(1, 2, sharey=True)
    _bars(rates, titles, [fraud[f"{form.name}_per_s"] for form in forms], colours)
    _bars(costs, titles, [fraud["cpu_us_per_payment"][form.name] for form in forms], colours)
    _titled(rates, "Payments a second, flat out")
    _titled(costs, "CPU microseconds a payment")
    figure.savefig(path)


def draw_latency(results: Results, path: Path) -> None:
    """Latency by percentile, a panel for each form, a line for each rate."""
    found = results["fraud"]["latency"]
    figure = Figure(figsize=(10, 4), dpi=150, layout="constrained")
    panels = figure.subplots(1, len(found), sharey=True, squeeze=False)[0]
    for axes, (name, of_form) in zip(panels, found.items(), strict=True):
        for colour, (rate, told) in zip(_RATE_COLOURS, of_form["by_rate"].items(), strict=False):
            latencies = [max(told[percentile], 0.1) for percentile in PERCENTILE_TITLES]
            axes.plot(latencies, "o-", color=colour, label=f"{int(rate):,}/s", markersize=4)
        axes.set_yscale("log")
        axes.set_xticks(range(len(PERCENTILE_TITLES)), list(PERCENTILE_TITLES.values()))
        axes.grid(axis="y", color="#e5e7eb", linewidth=0.8)
        axes.legend(frameon=False, fontsize=8)
        _titled(axes, TITLES[name])
    panels[0].set_ylabel("ms from when it was due", color=_INK)
    figure.savefig(path)


def draw_growth(results: Results, path: Path) -> None:
    """CPU a payment as states grow."""
    cases = list(reversed(results["growth"].values()))
    figure = Figure(figsize=(10, 3.6), dpi=150, layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    forms = (("loop", "Plain loop", _OTHER), ("minicluster", "Job, MiniCluster", _JOB))
    for axes, (form, title, colour) in zip(panels, forms, strict=True):
        values = [case.get(form, {}).get("cpu_us_per_payment", 0.0) for case in cases]
        _bars(axes, [case["title"] for case in cases], values, [colour] * len(cases))
        _titled(axes, f"{title}: CPU microseconds a payment")
    figure.savefig(path)


def _bars(axes: Axes, titles: list[str], values: list[float], colours: list[str]) -> None:
    bars = axes.barh(titles, values, color=colours)
    axes.bar_label(bars, labels=[f" {value:,.0f}" for value in values], fontsize=8, color=_INK)
    axes.margins(x=0.15)


def _titled(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", color=_INK, fontsize=10, weight="bold")
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
