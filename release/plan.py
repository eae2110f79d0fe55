"""What a deploy would do, found without changing anything.

bundle -> preview -> state: refused here if data would be lost or the state could not be read
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from infra.bundle.manifest import BundleRef
from release.application import Application, newest_ready
from release.configuration import property_groups
from release.deployed_state import Kept, files_in_bucket, files_on_disk, locks_of, misfits
from release.errors import StepFailed
from release.guard import effective, forbidden
from release.ledger import Ledger
from release.ports import PlannedChange, Ports
from release.record import Part, Release, ReleaseOutcome
from release.site import Site
from release.waiting import settled


@dataclass(frozen=True)
class ReleasePlan:
    """What a deploy of `bundle` would do.

    Attributes:
        changes: to resources, without those that stay.
        parts: the applications as they are now.
        refusals: why it must not be done; empty if it may.
        losses: what of the state the new code cannot take over.
        running_key: key of the code that runs now; None if none does.
        is_idle: whether it would change nothing.
    """

    bundle: BundleRef
    changes: Sequence[PlannedChange]
    parts: tuple[Part, ...]
    refusals: tuple[str, ...]
    losses: tuple[str, ...]
    running_key: str | None
    is_idle: bool


def make_plan(ports: Ports, site: Site, bundle: BundleRef) -> ReleasePlan:
    """Look at everything that a deploy depends on."""
    releases = Ledger(site.bucket).releases() if site.bucket is not None else []
    applications = _applications(ports, site)
    parts = tuple(
        _part(ports, system, name, applications[system], releases)
        for system, name in site.names.items()
    )
    with _step(ports, "bundle", bundle.key):
        pass
    with _step(ports, "preview", "nothing would be lost") as refusals:
        summary = ports.stack.preview(ports.heartbeat)
        changes = effective(summary)
        refusals.extend(forbidden(summary))
    with _step(ports, "state", _about_state(parts)) as losses:
        losses.extend(_losses(ports, site, bundle, parts, releases))
    return ReleasePlan(
        bundle=bundle,
        changes=changes,
        parts=parts,
        refusals=tuple(refusals),
        losses=tuple(losses),
        running_key=next((part.before.bundle_key for part in parts if part.before), None),
        is_idle=not changes and _runs(bundle, parts, releases),
    )


@contextmanager
def _step(ports: Ports, step: str, text: str) -> Iterator[list[str]]:
    """Shows a step that ends well unless it adds to the list of refusals."""
    began_ms = ports.clock.now_ms()
    ports.report.began(step)
    refusals: list[str] = []
    try:
        yield refusals
    except StepFailed as fault:
        ports.report.ended(step, "failed", str(fault), ports.clock.now_ms() - began_ms)
        raise
    result, said = ("refused", "; ".join(refusals)) if refusals else ("ok", text)
    ports.report.ended(step, result, said, ports.clock.now_ms() - began_ms)


def _about_state(parts: Sequence[Part]) -> str:
    has_state = any(part.ran for part in parts)
    return "the new code reads the state that there is" if has_state else "there is none yet"


def _applications(ports: Ports, site: Site) -> dict[str, Application | None]:
    found = {system: ports.applications.describe(name) for system, name in site.names.items()}
    return {
        system: settled(ports, each.name) if each is not None else None
        for system, each in found.items()
    }


def _part(
    ports: Ports,
    system: str,
    name: str,
    application: Application | None,
    releases: Sequence[Release],
) -> Part:
    if application is None:
        return Part(system=system, name=name)
    newest = newest_ready(ports.applications.snapshots(name))
    ran = (
        not application.is_stopped
        or newest is not None
        or any(_ran_in(release, name) for release in releases)
        or ports.applications.has_ever_started(name)
    )
    usable = None if application.is_running else newest
    return Part(
        system=system,
        name=name,
        before=application.as_target(),
        ran=ran,
        was_running=application.is_running,
        snapshot=usable.name if usable is not None else None,
        operations_ms=ports.applications.newest_operation_ms(name),
        snapshot_taken_ms=usable.taken_ms if usable is not None else None,
    )


def _ran_in(release: Release, name: str) -> bool:
    return any(part.name == name and part.started_ms is not None for part in release.parts)


def _losses(
    ports: Ports,
    site: Site,
    bundle: BundleRef,
    parts: Sequence[Part],
    releases: Sequence[Release],
) -> list[str]:
    lines: list[str] = []
    wanted = ports.stack.properties()
    for part in parts:
        if not part.ran or part.before is None or part.before.bundle_key is None:
            continue
        if site.bucket is None:
            continue
        try:
            locks = locks_of(part.before.bundle_key, releases, site.bucket)
        except ValueError as error:
            lines.append(f"{error}: whether its state can be read is not known")
            continue
        files = files_in_bucket(part.before.bundle_key, site.bucket)
        written = Kept(locks, property_groups(part.before.configuration), files)
        files = files_on_disk(bundle.path)
        read = Kept(bundle.manifest.state_lock, wanted.get(part.system, {}), files)
        lines += misfits(part.system, written, read, ports.going_forward)
        for line in misfits(part.system, written, read, ports.foreseen):
            ports.report.said(line)
    return lines


def _runs(bundle: BundleRef, parts: Sequence[Part], releases: Sequence[Release]) -> bool:
    """Whether this bundle runs already, by a release that was seen to its end."""
    newest = releases[-1] if releases else None
    if newest is None or newest.kind != "deploy" or newest.outcome is not ReleaseOutcome.DONE:
        return False
    return all(
        part.was_running and part.before is not None and part.before.bundle_key == bundle.key
        for part in parts
    )
