"""How long a list took to the store, and where the time went."""

from typing import Final

from demo.recommendations.finding import Finding
from demo.recommendations.summary import Summary
from demo.shared.latency import Latency
from demo.shared.page.latency_chart import Line, latency_histogram
from demo.shared.page.latency_tables import LATENCY_HEAD, latency_row, stages_table
from reporting.blocks import figure, pair, section, table
from reporting.wording import count, number

_STAGES: Final = {
    "entry": "reads and validates the event, finds duplicates and sessions",
    "item": "the item's features, and its card",
    "neighbours": "what goes with the item",
    "shopper": "the session, the shopper's features, candidates, ranking, rules",
}
_DUE: Final = "the time that an event was due to its list read in the store"


def latency_section(finding: Finding) -> str:
    """The section."""
    summary = finding.summary
    times = list(finding.measured.store_times.event_to_store_ms.values())
    return section(
        "How fast",
        _about(summary),
        table(
            LATENCY_HEAD,
            [
                latency_row("in the job", "record read to list made", summary.in_job_ms),
                latency_row(
                    "event to store",
                    "event due to list read in the store by another client",
                    summary.event_to_store_ms,
                ),
            ],
        ),
        pair(
            figure(
                "From event to store",
                "The last bar holds all that took longer.",
                latency_histogram(
                    times,
                    summary.event_to_store_ms.p99,
                    _lines(summary.event_to_store_ms),
                    _DUE,
                    "lists",
                ),
            ),
            figure(
                "Time in each stage",
                "The rest is Flink's: keys, exchange between stages, state, waiting, and up to 50"
                " ms until a batch for the store closes.",
                stages_table(summary.stage_us, _stage),
            ),
        ),
    )


def _about(summary: Summary) -> str:
    return (
        f"Measured at {summary.rate_per_s} records a second, of {count(summary.lists_measured)}"
        " lists, after the flat-out history had drained; flat out:"
        f" {count(round(summary.throughput_per_s))} events a second. A reader beside the job is"
        " told of every write and reads the list at once."
    )


def _lines(latency: Latency) -> tuple[Line, ...]:
    return (
        Line(latency.mean, f"mean {number(latency.mean)} ms", "measured"),
        Line(latency.p95, f"95 % within {number(latency.p95)} ms", "measured"),
        Line(latency.p99, f"99 % within {number(latency.p99)} ms", "measured"),
    )


def _stage(name: str) -> str:
    return _STAGES.get(name, f"the {name.removesuffix('_features')}'s features")
