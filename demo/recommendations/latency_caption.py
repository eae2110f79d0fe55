"""What must be known of a latency besides its numbers."""

from typing import Final

from demo.recommendations.summary import Summary

# With less to spare, what queued in the history is still there when latency is measured.
_AMPLE: Final = 2
_SLOW_MS: Final = 250


def events_queued(summary: Summary) -> bool:
    """Whether the machine was too slow for the rate, so that latency is time in a queue."""
    little_to_spare = summary.throughput_per_s < _AMPLE * summary.rate_per_s
    return little_to_spare and summary.event_to_store_ms.p99 > _SLOW_MS


def queued_note(summary: Summary) -> str:
    """What to say then."""
    return (
        f"{summary.throughput_per_s:,.0f} events a second flat out is hardly more than the rate of"
        f" {summary.rate_per_s}: events queued, this machine was too busy"
    )
