"""What must be known of a latency besides its numbers."""

from typing import Final

from demo.fraud.plan import PUBLISHED_LIMIT_MS
from demo.fraud.summary import Summary

# With less to spare, what queued in the history is still there when latency is measured.
_AMPLE: Final = 2


def latency_caption(summary: Summary) -> str:
    """Of which payments it was measured, and why it may say little."""
    measured = f"of {summary.latency_payments:,} payments"
    if summary.end_to_end_latency_ms is not None:
        return (
            f"{measured}. The local server pushes to a fan-out consumer only every second or two:"
            " its end-to-end figure says nothing of AWS."
        )
    flat_out = f"flat out: {summary.throughput_per_s:,.0f} payments a second"
    caption = f"{measured}, after the flat-out history had drained; {flat_out}"
    return f"{caption}. {queued_note(summary)}" if payments_queued(summary) else caption


def payments_queued(summary: Summary) -> bool:
    """Whether the machine was too slow for the rate, so that latency is time in a queue."""
    from_a_file = summary.end_to_end_latency_ms is None
    little_to_spare = summary.throughput_per_s < _AMPLE * summary.latency_rate_per_s
    slow = summary.in_job_latency_ms.p99 > PUBLISHED_LIMIT_MS
    return from_a_file and little_to_spare and slow


def queued_note(summary: Summary) -> str:
    """What to say then."""
    return (
        f"{summary.throughput_per_s:,.0f} payments a second flat out is hardly more than the rate"
        f" of {summary.latency_rate_per_s}: payments queued, this machine was too busy"
    )
