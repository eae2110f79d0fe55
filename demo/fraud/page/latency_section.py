"""How long decisions took, and where the time went."""

from typing import Final

from demo.fraud.finding import Finding
from demo.fraud.latency_caption import latency_caption
from demo.fraud.page.charts.latency import latency_chart
from demo.fraud.plan import PUBLISHED_LIMIT_MS, PUBLISHED_MEAN_MS
from demo.fraud.summary import Summary
from demo.shared.page.latency_tables import LATENCY_HEAD, latency_row, stages_table
from reporting.blocks import cell, figure, pair, section, table
from reporting.markup import element, text
from reporting.wording import NOTHING

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
                stages_table(summary.stage_us, _about),
            ),
        ),
    )


def _latencies(summary: Summary) -> str:
    rows = [latency_row("in the job", "record read to decision emitted", summary.in_job_latency_ms)]
    if summary.end_to_end_latency_ms is not None:
        about = "put on the input stream to readable on the output stream"
        rows.append(latency_row("end to end", about, summary.end_to_end_latency_ms))
    published = (f"{PUBLISHED_MEAN_MS} ms", NOTHING, NOTHING, f"limit {PUBLISHED_LIMIT_MS} ms")
    rows.append(
        [
            cell("published case", "another system, other payments", "published"),
            *(element("span", text(value), class_="published") for value in published),
        ]
    )
    return table(LATENCY_HEAD, rows)


def _about(stage: str) -> str:
    key = stage.removesuffix("_features")
    return _STAGES.get(stage, f"the {key}'s history, and its features")
