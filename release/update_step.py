"""Step `update`: the stack is brought up with the new code and values.

snapshot, if one is missing --> engine --> properties that the engine takes to be there already
"""

from msgspec.structs import replace

from release.configuration import Properties, properties_update
from release.errors import StepFailed
from release.ports import Ports
from release.record import Part, Release
from release.snapshot_step import take_snapshot
from release.waiting import described, settled


def update_stack(ports: Ports, release: Release) -> tuple[Release, str]:
    """Update the environment, then see which applications have another version.

    Raises:
        StepFailed: the engine failed, or a snapshot could not be taken.
    """
    parts = [_kept(ports, release, part) for part in release.parts]
    stopped = [part for part in parts if not part.was_running]
    restore = {part.name: part.snapshot for part in stopped if part.snapshot is not None}
    try:
        ports.stack.up(ports.heartbeat, restore)
    except StepFailed as fault:
        raise StepFailed(f"{fault}{_said_by_the_service(ports, release)}") from None
    outputs = ports.stack.outputs()
    for part in parts:
        if outputs is not None and part.system in outputs.applications:
            _tell(ports, part, outputs.applications[part.system].properties)
    parts = [_after(ports, part) for part in parts]
    changed = [part.name for part in parts if part.changed]
    return release.with_parts(parts), f"changed: {', '.join(changed) or 'no application'}"


def _kept(ports: Ports, release: Release, part: Part) -> Part:
    """Nothing that runs is updated without a snapshot of what it is now.

    It is another version than before the release if an update was interrupted and goes on, and
    runs without a snapshot if somebody started it meanwhile.
    """
    if ports.applications.describe(part.name) is None:
        return part
    application = settled(ports, part.name)
    is_as_before = part.before is not None and application.version == part.before.version
    if not application.is_running or (is_as_before and part.was_running and part.snapshot):
        return part
    name = f"{release.kind}-{release.id}-v{application.version}"
    snapshot = take_snapshot(ports, part.name, name)
    if not is_as_before:
        return part
    return replace(part, snapshot=snapshot.name, snapshot_taken_ms=snapshot.taken_ms)


def _tell(ports: Ports, part: Part, wanted: Properties) -> None:
    """Give an application the properties that the stack wants, where it has others.

    The provider cannot read properties. After a rollback that put earlier ones back the engine
    still takes the application to have the newer ones, and an update with these changes nothing.
    What the service has taken back meanwhile is not told again: step `running` says so.
    """
    application = settled(ports, part.name)
    before = part.before.version if part.before is not None else 0
    update = properties_update(application.configuration, wanted)
    if wanted and update and not application.was_taken_back(before):
        request = {"ApplicationConfigurationUpdate": update}
        ports.applications.update(part.name, application.version, request)
        settled(ports, part.name)


def _said_by_the_service(ports: Ports, release: Release) -> str:
    said = [
        f"; the service says of {part.name}: {message}"
        for part in release.parts
        if ports.applications.describe(part.name) is not None
        and (message := ports.applications.failure_after(part.name, part.operations_ms))
    ]
    return "".join(said)


def _after(ports: Ports, part: Part) -> Part:
    application = described(ports, part.name)
    before = part.before.version if part.before is not None else None
    return replace(part, changed=application.version != before)
