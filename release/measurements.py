"""What is measured of an application since it was started, and whether that is healthy.

started ----------------------- soak_ms ------------------------- healthy_ms
        a failed checkpoint or a restart at any time: unhealthy
                                |  a checkpoint and little lag: healthy
                                                                  |  not yet: unhealthy
"""

from collections.abc import Sequence
from enum import Enum

import msgspec

from release.limits import Limits


class Measurements(msgspec.Struct, frozen=True, kw_only=True):
    """Attributes count from the start that is asked for; None is not measured.

    Attributes:
        checkpoint_bytes: size of the last completed checkpoint; none completed is 0 or less.
        checkpoint_ms: duration of it.
        failed_checkpoints: how many failed.
        restarts: how often the job restarted by itself.
        lag_ms: by stream, how far behind its newest record the job read last.
    """

    checkpoint_bytes: float | None
    checkpoint_ms: float | None
    failed_checkpoints: float | None
    restarts: float | None
    lag_ms: dict[str, float | None]


class HistoryRead(msgspec.Struct, frozen=True):
    """How far a job has read its history, by its gauges; see `events.shared.history_gauges`.

    Attributes:
        is_whole: whether all of it is read.
        newest_ms: newest event time so far, in milliseconds since 1970.
        records: so far.
    """

    is_whole: bool
    newest_ms: float
    records: float


def is_steady(attempts: Sequence[float], minutes: int) -> bool:
    """Whether the last so many minutes name one and the same attempt that has read all."""
    said = attempts[-minutes:]
    return len(said) == minutes and 0 < min(said) == max(said)


class Health(Enum):
    """What measurements amount to."""

    HEALTHY = "healthy"
    NOT_YET = "not yet"
    UNHEALTHY = "unhealthy"


def judge(measured: Measurements, running_ms: int, limits: Limits) -> tuple[Health, str]:
    """What the measurements of `running_ms` amount to, and why."""
    if measured.failed_checkpoints:
        return Health.UNHEALTHY, f"{measured.failed_checkpoints:.0f} checkpoints failed"
    if measured.restarts:
        return Health.UNHEALTHY, f"the job restarted {measured.restarts:.0f} times"
    missing = _missing(measured, limits)
    if running_ms >= limits.soak_ms and missing is None:
        return Health.HEALTHY, _in_words(measured)
    if running_ms >= limits.healthy_ms:
        return Health.UNHEALTHY, missing or "not watched for long enough"
    if missing is not None:
        return Health.NOT_YET, missing
    return Health.NOT_YET, f"works so far; watched for {limits.soak_ms // 1000} s"


def _missing(measured: Measurements, limits: Limits) -> str | None:
    if measured.checkpoint_bytes is None or measured.checkpoint_bytes <= 0:
        return "no checkpoint completed yet"
    if measured.failed_checkpoints is None or measured.restarts is None:
        return "failed checkpoints and restarts are not reported yet"
    lags_ms = {stream: lag for stream, lag in measured.lag_ms.items() if lag is not None}
    if measured.lag_ms and not lags_ms:
        return f"no lag is reported yet of {', '.join(measured.lag_ms)}"
    for stream, lag_ms in lags_ms.items():
        if lag_ms > limits.lag_ms:
            return f"{lag_ms / 1000:.0f} s behind in {stream}, limit {limits.lag_ms / 1000:.0f} s"
    return None


def _in_words(measured: Measurements) -> str:
    lag_ms = max((value or 0 for value in measured.lag_ms.values()), default=0)
    took = f" in {measured.checkpoint_ms:.0f} ms" if measured.checkpoint_ms is not None else ""
    size_mib = (measured.checkpoint_bytes or 0) / 2**20
    return (
        f"last checkpoint {size_mib:.1f} MiB{took}, none failed, no restart, {lag_ms:.0f} ms behind"
    )
