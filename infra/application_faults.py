"""What is wrong with the applications of a stack, found before any cloud call."""

from collections.abc import Iterator
from math import ceil
from pathlib import PurePosixPath
from typing import Final

from infra.bundle.manifest import BundleManifest, BundleRef
from infra.delivered_jobs import DELIVERED, DeliveredJob, Kind
from infra.kpu_memory import memory_faults
from infra.stack_config import ApplicationConfig, StackConfig
from infra.stack_config_ranges import MAX_PARALLELISM

_KEY_GROUPS: Final = "job.max_parallelism"
_DEFAULT: Final = "default"
_NONE: Final = "none"


def application_faults(config: StackConfig) -> Iterator[str]:
    """One line for each value that does not fit what the job, its memory or the alarms need."""
    for system, application in config.applications.items():
        groups = application.properties.get(_KEY_GROUPS, "")
        if groups.isdecimal() and application.parallelism > int(groups):
            yield (
                f"{system}.parallelism: {application.parallelism}: at most {groups} is expected,"
                f" the stack's own {_KEY_GROUPS}"
            )
        yield from _quota_faults(system, application)
        if application.enabled and application.metrics_level != "APPLICATION":
            yield (
                f"{system}.metrics_level: {application.metrics_level}: APPLICATION is expected, the"
                " only level at which the alarms on the job's own metrics see them"
            )
        yield from memory_faults(system, application)


def _quota_faults(system: str, application: ApplicationConfig) -> Iterator[str]:
    parallelism, per_kpu = application.parallelism, application.parallelism_per_kpu
    if min(per_kpu, application.max_kpus) < 1 or parallelism > MAX_PARALLELISM:
        return  # Out of its range is a fault of its own.
    kpus = ceil(parallelism / per_kpu)
    if kpus > application.max_kpus:
        yield (
            f"{system}.parallelism: {parallelism}: at most {application.max_kpus * per_kpu} is"
            f" expected with parallelism_per_kpu {per_kpu}: it takes {kpus} KPUs, and max_kpus is"
            f" {application.max_kpus}"
        )


def bundle_faults(config: StackConfig, bundle: BundleRef) -> Iterator[str]:
    """One line for each enabled system whose job, or what it decides by, is not in `bundle`."""
    jobs = bundle.manifest.jobs
    for system, application in config.applications.items():
        if application.enabled and system not in jobs:
            yield (
                f"{system}.enabled: true: the bundle {bundle.manifest.name} has no job {system},"
                f" only {', '.join(jobs) or 'none'}"
            )
    for job in DELIVERED:
        if config.applications[job.name].enabled:
            yield from _works_by_faults(job, config, bundle.manifest)


def _works_by_faults(
    job: DeliveredJob, config: StackConfig, manifest: BundleManifest
) -> Iterator[str]:
    """A job there sees no file but those of its bundle, each found by its name alone."""
    properties = config.applications[job.name].properties
    for setting, kind in job.works_by.items():
        names = set(_names(job.name, kind, manifest))
        words = {_DEFAULT, _NONE} if setting in job.without else {_DEFAULT}
        named = properties.get(setting, _DEFAULT)
        if named not in {*words, *names}:
            expected = ", ".join(sorted(words))
            yield (
                f"{job.name}.properties: {setting}: {named!r}: {expected} or a name in the bundle"
                f" {manifest.name} is expected, which has {', '.join(sorted(names)) or 'none'}"
            )


def _names(system: str, kind: Kind, manifest: BundleManifest) -> Iterator[str]:
    """What a bundle has of a kind for a system, as settings name it: a model by its folder."""
    for path in map(PurePosixPath, getattr(manifest, kind)):
        if system in path.parts:
            yield path.parent.name if kind == "models" else path.name
