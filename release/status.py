"""`status`: what runs, since when, how well, and what was released before."""

from collections.abc import Sequence
from typing import Any

import msgspec

from events.shared.time_units import MINUTE_MS
from release.application import newest_ready
from release.ledger import Ledger
from release.measurements import judge
from release.ports import Ports
from release.record import Release
from release.site import Site, locate
from release.waiting import described

_WATCHED_MS = 15 * MINUTE_MS


class ApplicationStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One application; times in milliseconds since the epoch."""

    name: str
    status: str
    version: int | None
    bundle_key: str | None
    since_ms: int | None
    health: str
    why: str
    newest_snapshot: str | None
    newest_snapshot_ms: int | None
    snapshots: int


class ReleaseStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One release in short."""

    id: str
    kind: str
    bundle_key: str | None
    by: str
    started_ms: int
    took_ms: int
    step: str
    outcome: str | None
    failure: str | None


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """A stack; `releases` are the newest first."""

    environment: str
    applications: list[ApplicationStatus]
    unfinished: str | None
    releases: list[ReleaseStatus]

    def as_json(self) -> dict[str, Any]:
        """The same in plain values."""
        values: dict[str, Any] = msgspec.to_builtins(self)
        return values


def status_of(ports: Ports) -> Status:
    """Look at everything; changes nothing."""
    site = locate(ports)
    releases = Ledger(site.bucket).releases() if site.bucket is not None else []
    unfinished = next((each.id for each in releases if each.outcome is None), None)
    return Status(
        environment=ports.stack.config().environment,
        applications=[_application(ports, site, system, releases) for system in site.names],
        unfinished=unfinished,
        releases=[_release(each) for each in reversed(releases)],
    )


def _application(
    ports: Ports, site: Site, system: str, releases: Sequence[Release]
) -> ApplicationStatus:
    name = site.names[system]
    application = ports.applications.describe(name)
    if application is None:
        return _absent(name)
    snapshots = ports.applications.snapshots(name)
    newest = newest_ready(snapshots)
    health, why = "unknown", "it does not run"
    if application.is_running:
        since_ms = max(application.updated_ms, _started_ms(releases, name))
        health, why = _health(ports, name, system, since_ms)
    return ApplicationStatus(
        name=name,
        status=application.status,
        version=application.version,
        bundle_key=application.bundle_key,
        since_ms=application.updated_ms,
        health=health,
        why=why,
        newest_snapshot=newest.name if newest is not None else None,
        newest_snapshot_ms=newest.taken_ms if newest is not None else None,
        snapshots=len(snapshots),
    )


def _started_ms(releases: Sequence[Release], name: str) -> int:
    """When a release started it last."""
    started = [part.started_ms for each in releases for part in each.parts if part.name == name]
    return max((at_ms for at_ms in started if at_ms is not None), default=0)


def _health(ports: Ports, name: str, system: str, since_ms: int) -> tuple[str, str]:
    """What was measured lately of what runs now, and of nothing before it."""
    outputs = ports.stack.outputs()
    known = outputs is not None and system in outputs.applications
    consumers = outputs.applications[system].input_consumers if outputs and known else {}
    since_ms = max(since_ms, ports.clock.now_ms() - _WATCHED_MS)
    measured = ports.metrics.measure(name, consumers, since_ms, fresh=False)
    health, why = judge(measured, ports.limits.soak_ms, ports.limits)
    return health.value, why


def _absent(name: str) -> ApplicationStatus:
    return ApplicationStatus(
        name=name,
        status="ABSENT",
        version=None,
        bundle_key=None,
        since_ms=None,
        health="unknown",
        why="it does not exist",
        newest_snapshot=None,
        newest_snapshot_ms=None,
        snapshots=0,
    )


def _release(release: Release) -> ReleaseStatus:
    return ReleaseStatus(
        id=release.id,
        kind=release.kind,
        bundle_key=release.bundle_key,
        by=release.by,
        started_ms=release.started_ms,
        took_ms=(release.steps[-1].ended_ms if release.steps else release.started_ms)
        - release.started_ms,
        step=release.step.value,
        outcome=release.outcome.value if release.outcome is not None else None,
        failure=release.failure,
    )


def what_runs(ports: Ports) -> list[str]:
    """One line for each application, for the last word of a release."""
    lines = []
    for name in locate(ports).names.values():
        if ports.applications.describe(name) is None:
            lines.append(f"{name}: does not exist")
            continue
        application = described(ports, name)
        lines.append(
            f"{name}: {application.status}, {application.bundle_key}, version {application.version}"
        )
    return lines
