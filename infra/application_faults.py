"""What is wrong with the applications of a stack, found before any cloud call."""

import dataclasses
import re
from collections.abc import Iterator
from typing import Final

from infra.bundle.manifest import BundleRef
from infra.stack_config import AlarmConfig, ApplicationConfig, StackConfig
from jobs.settings import FraudSettings

LOG_RETENTION_DAYS: Final = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""The spans that CloudWatch Logs knows, see the reference of PutRetentionPolicy."""

_MOST_PER_KPU: Final = 8
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_KEY_GROUPS: Final = "job.max_parallelism"


def application_faults(config: StackConfig) -> Iterator[str]:
    """One line for each value of the applications, alarms and pipeline that cannot be."""
    for system, application in systems(config).items():
        yield from _scaling_faults(system, application)
        yield from _observation_faults(system, application)
    yield from _alarm_faults(config.alarms)
    if config.log_retention_days not in LOG_RETENTION_DAYS:
        spans = ", ".join(str(days) for days in LOG_RETENTION_DAYS)
        yield f"log_retention_days: {config.log_retention_days}: one of {spans} is expected"
    repository = config.pipeline.repository
    if repository is not None and not _REPOSITORY.fullmatch(repository):
        yield f"pipeline.repository: {repository!r}: OWNER/NAME is expected"


def bundle_faults(config: StackConfig, bundle: BundleRef) -> Iterator[str]:
    """One line for each enabled system whose job is not in `bundle`."""
    jobs = bundle.manifest.jobs
    for system, application in systems(config).items():
        if application.enabled and system not in jobs:
            yield (
                f"{system}.enabled: true: the bundle {bundle.manifest.name} has no job {system},"
                f" only {', '.join(jobs) or 'none'}"
            )


def systems(config: StackConfig) -> dict[str, ApplicationConfig]:
    """The applications that a stack may have, by the name of their job."""
    return {"fraud": config.fraud, "recommendations": config.recommendations}


def _scaling_faults(system: str, application: ApplicationConfig) -> Iterator[str]:
    most = _max_parallelism(application)
    if not 1 <= application.parallelism <= most:
        yield f"{system}.parallelism: {application.parallelism}: 1 to {most} is expected"
    if not 1 <= application.parallelism_per_kpu <= _MOST_PER_KPU:
        yield (
            f"{system}.parallelism_per_kpu: {application.parallelism_per_kpu}: 1 to"
            f" {_MOST_PER_KPU} is expected"
        )
    for name in ("checkpoint_interval_ms", "checkpoint_min_pause_ms"):
        if getattr(application, name) < 1:
            yield f"{system}.{name}: {getattr(application, name)}: at least 1 is expected"


def _max_parallelism(application: ApplicationConfig) -> int:
    """The number of key groups of the job, which no parallelism can exceed."""
    given = application.properties.get(_KEY_GROUPS, "")
    if given.isdecimal():
        return int(given)
    fields = {field.name: field.default for field in dataclasses.fields(FraudSettings)}
    return int(str(fields["job_max_parallelism"]))


def _observation_faults(system: str, application: ApplicationConfig) -> Iterator[str]:
    if application.enabled and application.metrics_level != "APPLICATION":
        yield (
            f"{system}.metrics_level: {application.metrics_level}: APPLICATION is expected, the"
            " only level at which the alarms on the job's own metrics see them"
        )


def _alarm_faults(alarms: AlarmConfig) -> Iterator[str]:
    for name in (
        "lag_ms",
        "checkpoint_duration_ms",
        "in_job_latency_p99_us",
        "rejected_per_minute",
        "late_per_minute",
    ):
        if getattr(alarms, name) < 0:
            yield f"alarms.{name}: {getattr(alarms, name)}: 0 or more is expected"
    if alarms.email is not None and "@" not in alarms.email:
        yield f"alarms.email: {alarms.email!r}: an address is expected"
