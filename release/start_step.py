"""Steps `start` and `running`: every application runs, and it is the new version that does."""

from msgspec.structs import replace

from release.application import Application, newest_ready
from release.configuration import property_groups
from release.errors import CloudRefused, StepFailed
from release.ports import Ports
from release.record import Part, Release
from release.waiting import described, settled


def start_stopped(ports: Ports, release: Release) -> tuple[Release, str]:
    """Start those that the update has left stopped, from the release's snapshot."""
    started = [part.name for part in release.parts if _start(ports, part)]
    if not started:
        return release, "every application runs already"
    return release, f"started: {', '.join(started)}"


def _start(ports: Ports, part: Part) -> bool:
    application = settled(ports, part.name)
    if not application.is_stopped:
        return False
    message = ports.applications.failure_after(part.name, part.operations_ms)
    if message is not None:
        raise StepFailed(f"{part.name}: the service says: {message}")
    start_from(ports, part.name, part.snapshot, ran=part.ran)
    return True


def start_from(ports: Ports, name: str, snapshot: str | None, *, ran: bool) -> None:
    """Start a stopped application from `snapshot`; without state only if it never ran.

    Raises:
        StepFailed: it has run and there is nothing to restore from.
    """
    if snapshot is None:
        newest = newest_ready(ports.applications.snapshots(name))
        snapshot = newest.name if newest is not None else None
    if snapshot is None and (ran or ports.applications.has_ever_started(name)):
        raise StepFailed(
            f"{name}: has run before and has no snapshot: it is not started without its state"
        )
    try:
        ports.applications.start(name, snapshot)
    except CloudRefused:
        # A request that was repeated after a lost answer finds the application starting.
        if described(ports, name).is_stopped:
            raise


def check_running(ports: Ports, release: Release) -> tuple[Release, str]:
    """Wait until every application runs the wanted version.

    Raises:
        StepFailed: one does not run, or the service has put the old version back.
    """
    parts = []
    for part in release.parts:
        application = settled(ports, part.name)
        _check(ports, release, part, application)
        parts.append(replace(part, started_ms=part.started_ms or ports.clock.now_ms()))
    versions = [f"{part.name} runs {release.bundle_key}" for part in parts]
    return release.with_parts(parts), "; ".join(versions)


def _check(ports: Ports, release: Release, part: Part, application: Application) -> None:
    before = part.before.version if part.before is not None else 0
    others = _other_properties(ports, part, application)
    is_wanted = application.bundle_key == release.bundle_key and not others
    if application.is_running and is_wanted and not application.was_taken_back(before):
        return
    message = ports.applications.failure_after(part.name, part.operations_ms)
    said = f": the service says: {message}" if message is not None else ""
    if application.is_running:
        without = f", without the stack's own {', '.join(others)}" if others else ""
        raise StepFailed(
            f"{part.name}: the service rolled it back to {application.bundle_key},"
            f" version {application.version}{without}{said}"
        )
    raise StepFailed(f"{part.name}: is {application.status} instead of running{said}")


def _other_properties(ports: Ports, part: Part, application: Application) -> list[str]:
    """The property groups that are not as the stack wants them; their values are not shown."""
    outputs = ports.stack.outputs()
    if outputs is None or part.system not in outputs.applications:
        return []
    wanted = outputs.applications[part.system].properties
    found = property_groups(application.configuration)
    groups = sorted({*wanted, *found}) if wanted else []
    return [group for group in groups if found.get(group) != wanted.get(group)]
