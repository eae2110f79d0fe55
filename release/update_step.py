"""Step `update`: the stack is brought up with the new code and values."""

from msgspec.structs import replace

from release.errors import StepFailed
from release.ports import Ports
from release.record import Part, Release
from release.waiting import described


def update_stack(ports: Ports, release: Release) -> tuple[Release, str]:
    """Update the environment, then see which applications have another version.

    Raises:
        StepFailed: the engine failed, or a running application would be updated without a
            snapshot.
    """
    for part in release.parts:
        _check_has_snapshot(ports, part)
    ports.stack.up(ports.heartbeat)
    parts = [_after(ports, part) for part in release.parts]
    changed = [part.name for part in parts if part.changed]
    return release.with_parts(parts), f"changed: {', '.join(changed) or 'no application'}"


def _check_has_snapshot(ports: Ports, part: Part) -> None:
    application = ports.applications.describe(part.name)
    if application is None or application.is_stopped:
        return
    if part.snapshot is None or not part.was_running:
        raise StepFailed(f"{part.name}: runs and no snapshot was taken of it: not updated")


def _after(ports: Ports, part: Part) -> Part:
    application = described(ports, part.name)
    before = part.before.version if part.before is not None else None
    return replace(part, changed=application.version != before)
