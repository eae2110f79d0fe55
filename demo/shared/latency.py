"""Latencies of a run, and where the time went."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean, median
from typing import Final, Protocol, TypeVar

from msgspec import Struct

_WHOLE: Final = "in_job"
_US_PER_MS: Final = 1_000


class Staged(Protocol):
    """A record that says how long each stage took."""

    @property
    def stage_us(self) -> Mapping[str, int]:
        """Microseconds by stage; ``in_job`` is from record read to record emitted."""


StagedT = TypeVar("StagedT", bound=Staged)


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


def in_job_ms(records: Iterable[Staged]) -> list[float]:
    """From record read to result emitted, of each result, in ms."""
    return [record.stage_us[_WHOLE] / _US_PER_MS for record in records]


def stage_medians_us(
    records: Sequence[StagedT], counts: Callable[[StagedT, str], bool] = lambda _, __: True
) -> dict[str, float]:
    """Median by stage in us.

    Args:
        records: what came out.
        counts: whether a record's time counts for a stage; where none does, the median is 0.
    """
    medians: dict[str, float] = {}
    stages = dict.fromkeys(stage for record in records for stage in record.stage_us)
    for stage in stages:
        if stage == _WHOLE:
            continue
        times = [record.stage_us[stage] for record in records if counts(record, stage)]
        medians[stage] = float(median(times)) if times else 0.0
    return medians
