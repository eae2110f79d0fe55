"""Latencies of a run, and where the time went."""

from collections.abc import Sequence
from statistics import fmean, median
from typing import Final

from msgspec import Struct

from events.fraud.decision import Decision

_WHOLE: Final = "in_job"
_US_PER_MS: Final = 1_000


class Latency(Struct, frozen=True):
    """Mean and percentiles in milliseconds; a percentile is a value that occurred."""

    mean: float
    p50: float
    p95: float
    p99: float


def latency(values_ms: Sequence[float]) -> Latency:
    """Of at least one latency, in ms; percentiles by nearest rank.

    Raises:
        ValueError: if there is none.

    >>> latency([4.0, 1.0, 2.0, 3.0])
    Latency(mean=2.5, p50=2.0, p95=4.0, p99=4.0)
    """
    if not values_ms:
        raise ValueError("latencies: none, expected one or more")
    ordered = sorted(values_ms)

    def percentile(percent: int) -> float:
        return ordered[-(-len(ordered) * percent // 100) - 1]

    return Latency(
        round(fmean(ordered), 2),
        *(round(percentile(percent), 2) for percent in (50, 95, 99)),
    )


def in_job_ms(decisions: Sequence[Decision]) -> list[float]:
    """From record read to decision emitted, of each decision, in ms."""
    return [decision.stage_us[_WHOLE] / _US_PER_MS for decision in decisions]


def stage_medians_us(decisions: Sequence[Decision]) -> dict[str, float]:
    """Median by stage in us; of the model, over the payments that it scored."""
    medians: dict[str, float] = {}
    stages = dict.fromkeys(stage for decision in decisions for stage in decision.stage_us)
    for stage in stages:
        if stage == _WHOLE:
            continue
        times = [
            decision.stage_us[stage]
            for decision in decisions
            if stage != "model" or decision.tier == "model"
        ]
        medians[stage] = float(median(times)) if times else 0.0
    return medians
