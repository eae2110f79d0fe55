"""How often each latency in the job occurred, beside the published figures."""

from collections.abc import Sequence

from demo.fraud.plan import PUBLISHED_LIMIT_MS, PUBLISHED_MEAN_MS
from demo.shared.latency import Latency, in_job_ms
from demo.shared.page.latency_chart import Line, latency_histogram
from events.fraud.decision import Decision
from reporting.wording import number


def latency_chart(paced: Sequence[Decision], latency: Latency) -> str:
    """The chart of at least one decision; longer ones than the 99th percentile share a last bar."""
    lines = (
        Line(latency.mean, f"mean {number(latency.mean)} ms", "measured"),
        Line(PUBLISHED_MEAN_MS, f"published mean {PUBLISHED_MEAN_MS} ms", "flag-line"),
        Line(PUBLISHED_LIMIT_MS, f"published limit {PUBLISHED_LIMIT_MS} ms", "block-line"),
        Line(latency.p99, f"99 % within {number(latency.p99)} ms", "measured"),
    )
    about = "record read to decision emitted"
    return latency_histogram(in_job_ms(paced), latency.p99, lines, about, "payments")
