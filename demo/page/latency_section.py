"""How long decisions took, and where the time went."""

from typing import Final

from demo.finding import Finding
from demo.latency import Latency
from demo.latency_caption import latency_caption
from demo.page.charts.latency import latency_chart
from demo.plan import PUBLISHED_LIMIT_MS, PUBLISHED_MEAN_MS
from demo.summary import Summary
from reporting.blocks import cell, figure, pair, section, table
from reporting.markup import element, text
from reporting.wording import NOTHING, count, number

_STAGES: Final = {
    "decode": "reads and validates the payment",
    "rules": "evaluates all of them",
    "model": "scores and explains, where the rules left it open",
}


def latency_section(finding: Finding) -> str:
    """The section."""
    summary = finding.summary
    caption = latency_caption(summary).removesuffix(".")
    return section(
        "Latency",
        f"Measured at {summary.latency_rate_per_s} payments a second, {caption}.",
        _latencies(summary),
        pair(
            figure(
                "In the job",
                "The last bar holds all that took longer.",
                latency_chart(finding.paced, summary.in_job_latency_ms),
            ),
            figure(
                "Time in each stage",
                "The rest is Flink's: keys, exchange between stages, state, waiting.",
                _stages(summary),
            ),
        ),
    )


def _latencies(summary: Summary) -> str:
    rows = [_row("in the job", "record read to decision emitted", summary.in_job_latency_ms)]
    if summary.end_to_end_latency_ms is not None:
        about = "put on the input stream to readable on the output stream"
        rows.append(_row("end to end", about, summary.end_to_end_latency_ms))
    published = (f"{PUBLISHED_MEAN_MS} ms", NOTHING, NOTHING, f"limit {PUBLISHED_LIMIT_MS} ms")
    rows.append(
        [
            cell("published case", "another system, other payments", "published"),
            *(element("span", text(value), class_="published") for value in published),
        ]
    )
    return table(("", "Mean", "Half within", "95 % within", "99 % within"), rows)


def _row(name: str, about: str, latency: Latency) -> list[str]:
    figures = (latency.mean, latency.p50, latency.p95, latency.p99)
    return [cell(name, about), *(text(f"{number(value)} ms") for value in figures)]


def _about(stage: str) -> str:
    key = stage.removesuffix("_features")
    return _STAGES.get(stage, f"the {key}'s history, and its features")


def _stages(summary: Summary) -> str:
    rows = [
        [cell(name.replace("_", " "), _about(name)), text(count(round(microseconds)))]
        for name, microseconds in summary.stage_us.items()
    ]
    return table(("", "Median<small>microseconds</small>"), rows)
