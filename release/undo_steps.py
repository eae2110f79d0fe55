"""The way back: what ran before runs again, with the state from before.

stop       RUNNING -> READY      with a last snapshot; by force if that fails
revert     the previous configuration, in full
restore    READY -> STARTING     from the snapshot that was taken before the release
reverted   -> RUNNING            on the previous code and configuration
refresh    the record of resources says what is true again

An application that runs the previous configuration is left alone: its update was rejected, or the
service has taken it back by itself, with its state.
"""

from msgspec.structs import replace

from release.application import Application
from release.configuration import are_equal, configuration_update
from release.errors import CloudRefused, StepFailed
from release.ports import Ports
from release.record import Part, Release, Target
from release.start_step import start_from
from release.waiting import described, settled, until

_CHANGED_MEANWHILE = ("ConcurrentModificationException", "ResourceInUseException")


def stop_new(ports: Ports, release: Release) -> tuple[Release, str]:
    """Stop every application that runs something else than before the release."""
    said = [_stop(ports, part, before) for part, before in _to_restore(release)]
    return release, "; ".join(said) or "no application ran before this release"


def _stop(ports: Ports, part: Part, before: Target) -> str:
    application = _settled(ports, part.name)
    if application is not None and application.is_running and _is(application, before):
        return f"{part.name} runs its previous version already"
    return _stop_settled(ports, part.name, application)


def stop_application(ports: Ports, name: str) -> str:
    """Stop an application with a snapshot, by force if that fails; what was done."""
    return _stop_settled(ports, name, _settled(ports, name))


def _settled(ports: Ports, name: str) -> Application | None:
    try:
        return settled(ports, name)
    except StepFailed:
        return None


def _stop_settled(ports: Ports, name: str, application: Application | None) -> str:
    if application is None:
        _stop_by_force(ports, name)
        return f"{name} came to no end: stopped by force"
    if application.is_stopped:
        return f"{name} is stopped already"
    try:
        ports.applications.stop(name, force=False)
        _until_stopped(ports, name)
    except (CloudRefused, StepFailed) as fault:
        if not described(ports, name).is_stopped:
            _stop_by_force(ports, name)
            return f"{name} stopped by force, as a stop with a snapshot failed: {fault}"
    return f"{name} stopped"


def _stop_by_force(ports: Ports, name: str) -> None:
    ports.applications.stop(name, force=True)
    _until_stopped(ports, name)


def _until_stopped(ports: Ports, name: str) -> None:
    def look() -> Application | None:
        application = described(ports, name)
        return application if application.is_settled else None

    application = until(ports, look, ports.limits.stop_ms, lambda: f"{name}: does not stop")
    if not application.is_stopped:
        raise StepFailed(f"{name}: is {application.status} instead of stopped")


def revert_configuration(ports: Ports, release: Release) -> tuple[Release, str]:
    """Give every stopped application its previous configuration."""
    for part, before in _to_restore(release):
        until(
            ports,
            lambda part=part, before=before: _revert(ports, part.name, before),  # type: ignore[misc]
            ports.limits.settle_ms,
            lambda part=part: f"{part.name}: is changed by others again and again",  # type: ignore[misc]
        )
    keys = [f"{part.name}: {before.bundle_key}" for part, before in _to_restore(release)]
    return release, "; ".join(keys)


def _revert(ports: Ports, name: str, before: Target) -> bool | None:
    application = settled(ports, name)
    update = configuration_update(application.configuration, before.configuration)
    request: dict[str, object] = {}
    if update:
        request["ApplicationConfigurationUpdate"] = update
    if application.runtime != before.runtime:
        request["RuntimeEnvironmentUpdate"] = before.runtime
    if not request:
        return True
    if not application.is_stopped:
        raise StepFailed(f"{name}: is {application.status} with another configuration")
    try:
        ports.applications.update(name, application.version, request)
    except CloudRefused as refusal:
        if refusal.code in _CHANGED_MEANWHILE:
            return None
        raise
    return True


def restore_state(ports: Ports, release: Release) -> tuple[Release, str]:
    """Start every stopped application with the state from before the release."""
    parts, said = list(release.parts), []
    for index, part in enumerate(release.parts):
        if part.before is None or not part.ran:
            continue
        if settled(ports, part.name).is_stopped:
            start_from(ports, part.name, part.snapshot, ran=part.ran)
            said.append(f"{part.name} from {part.snapshot}")
            parts[index] = replace(part, changed=True, started_ms=None)
    return release.with_parts(parts), "; ".join(said) or "nothing was stopped"


def check_reverted(ports: Ports, release: Release) -> tuple[Release, str]:
    """Wait until every application runs its previous version.

    Raises:
        StepFailed: one does not.
    """
    parts, said = list(release.parts), []
    for index, part in enumerate(release.parts):
        if part.before is None or not part.ran:
            continue
        application = settled(ports, part.name)
        if not application.is_running or not _is(application, part.before):
            raise StepFailed(
                f"{part.name}: is {application.status} with {application.bundle_key}"
                f" instead of running {part.before.bundle_key}"
            )
        said.append(f"{part.name} runs {application.bundle_key}")
        parts[index] = replace(part, started_ms=ports.clock.now_ms())
    return release.with_parts(parts), "; ".join(said)


def refresh_stack(ports: Ports, release: Release) -> tuple[Release, str]:
    """Let the stack's own record of its resources say what is true."""
    ports.stack.refresh()
    return release, "the stack's record says what runs"


def _to_restore(release: Release) -> list[tuple[Part, Target]]:
    return [(part, part.before) for part in release.parts if part.ran and part.before is not None]


def _is(application: Application, before: Target) -> bool:
    return application.runtime == before.runtime and are_equal(
        application.configuration, before.configuration
    )
