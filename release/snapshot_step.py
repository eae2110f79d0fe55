"""Step `snapshot`: the state before anything is changed, for every application that runs."""

from msgspec.structs import replace

from release.application import Snapshot
from release.errors import CloudRefused, StepFailed
from release.ports import Ports
from release.record import Part, Release
from release.waiting import settled, until

_FAILED = "FAILED"


def take_snapshots(ports: Ports, release: Release) -> tuple[Release, str]:
    """Take one of each running application and wait until it can be restored from.

    The name is made of the release's id, so that a repeated step finds the one it began.
    """
    parts = [_of_part(ports, release, part) for part in release.parts]
    return release.with_parts(parts), "; ".join(_said_of(part) for part in parts)


def _of_part(ports: Ports, release: Release, part: Part) -> Part:
    if not part.was_running:
        return part
    settled(ports, part.name)
    snapshot = take_snapshot(ports, part.name, f"{release.kind}-{release.id}")
    return replace(part, snapshot=snapshot.name, snapshot_taken_ms=snapshot.taken_ms)


def take_snapshot(ports: Ports, application: str, name: str) -> Snapshot:
    """Take the snapshot `name`, unless there is one, and wait until it is ready.

    Raises:
        StepFailed: it could not be taken, or not in time.
    """
    if ports.applications.snapshot(application, name) is None:
        _create(ports, application, name)
    snapshot = until(
        ports,
        lambda: _finished(ports, application, name),
        ports.limits.snapshot_ms,
        lambda: f"{application}: snapshot {name} is not ready",
    )
    if not snapshot.is_ready:
        raise StepFailed(
            f"{application}: snapshot {name} is {snapshot.status}: nothing was changed;"
            " the application's log says why it could not save its state"
        )
    return snapshot


def _create(ports: Ports, application: str, name: str) -> None:
    try:
        ports.applications.create_snapshot(application, name)
    except CloudRefused:
        # A request that was repeated after a lost answer finds its own snapshot there.
        if ports.applications.snapshot(application, name) is None:
            raise


def _finished(ports: Ports, application: str, name: str) -> Snapshot | None:
    snapshot = ports.applications.snapshot(application, name)
    if snapshot is None or not (snapshot.is_ready or snapshot.status == _FAILED):
        return None
    return snapshot


def _said_of(part: Part) -> str:
    if part.was_running:
        return f"{part.snapshot}"
    if part.snapshot is not None:
        return f"{part.name} does not run: {part.snapshot} stays the newest"
    return f"{part.name} has no state yet"
