"""A picture of the cost: by part and by load, provisioned streams stacked, on demand as a line."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from matplotlib.figure import Figure

from capacity.bill import Part
from capacity.plan import CapacityPlan

LOADS_MILLION: Final = range(1, 51)
"""Millions of events a day that the chart spans."""

_PARTS: Final[tuple[tuple[Part, str, str], ...]] = (
    ("store", "online store", "#0f766e"),
    ("processing", "processing", "#1d4ed8"),
    ("streams", "streams", "#d97706"),
    ("network", "network", "#64748b"),
)
_REST: Final = ("keys, bucket, monitoring", "#c4b5a5")
_INK: Final = "#1f2937"


def draw_chart(
    path: Path, plan_of: Callable[[int], CapacityPlan], subtitle: str, events: str = "payments"
) -> None:
    """Write the chart to `path`.

    Args:
        path: a PNG or SVG file.
        plan_of: the plan of so many events a day.
        subtitle: what the costs hold for: peak, region, date of the prices.
        events: what is counted.
    """
    plans = [plan_of(millions * 10**6) for millions in LOADS_MILLION]
    figure = Figure(figsize=(10, 5.6), dpi=150, layout="constrained")
    axes = figure.subplots()
    layers, names, colours = _layers(plans)
    axes.stackplot(list(LOADS_MILLION), layers, labels=names, colors=colours, linewidth=0)
    on_demand = [float(plan.on_demand.total_usd) for plan in plans]
    axes.plot(list(LOADS_MILLION), on_demand, "--", color=_INK, label="all, streams on demand")
    axes.set_title("Cost of one stack by load", loc="left", color=_INK, weight="bold", pad=24)
    axes.text(0, 1.02, subtitle, transform=axes.transAxes, fontsize=9, color="#4b5563")
    axes.set_xlabel(f"million {events} a day", color=_INK)
    axes.set_ylabel("USD a month", color=_INK)
    axes.set_xlim(LOADS_MILLION[0], LOADS_MILLION[-1])
    axes.set_ylim(0, None)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.set_axisbelow(True)
    axes.grid(axis="y", color="#e5e7eb", linewidth=0.8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.legend(loc="upper left", frameon=False, reverse=True)
    figure.savefig(path)


def _layers(plans: Sequence[CapacityPlan]) -> tuple[list[list[float]], list[str], list[str]]:
    shown = [part for part, _, _ in _PARTS]
    layers = [[float(plan.provisioned.of(part)) for plan in plans] for part in shown]
    rest = [
        float(plan.provisioned.total_usd - sum(map(plan.provisioned.of, shown))) for plan in plans
    ]
    names = [name for _, name, _ in _PARTS]
    colours = [colour for _, _, colour in _PARTS]
    return [*layers, rest], [*names, _REST[0]], [*colours, _REST[1]]
