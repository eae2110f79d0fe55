"""Latencies, and the time of each stage, as tables of the page."""

from collections.abc import Callable, Mapping
from typing import Final

from demo.shared.latency import Latency
from reporting.blocks import cell, table
from reporting.markup import text
from reporting.wording import count, number

LATENCY_HEAD: Final = ("", "Mean", "Half within", "95 % within", "99 % within")
"""Head of a table whose rows are those of `latency_row`."""


def latency_row(name: str, about: str, latency: Latency) -> list[str]:
    """What was measured, and its figures."""
    figures = (latency.mean, latency.p50, latency.p95, latency.p99)
    return [cell(name, about), *(text(f"{number(value)} ms") for value in figures)]


def stages_table(stage_us: Mapping[str, float], about: Callable[[str], str]) -> str:
    """Median microseconds by stage; `about` says what a stage does."""
    rows = [
        [cell(name.replace("_", " "), about(name)), text(count(round(microseconds)))]
        for name, microseconds in stage_us.items()
    ]
    return table(("", "Median<small>microseconds</small>"), rows)
