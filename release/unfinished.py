"""What becomes of a release that was interrupted.

before its update           abandoned: it changed nothing
at its update               same bundle: goes on; another: taken back
after it                    brought to its end, whatever that is
on its way back             taken back
"""

from msgspec.structs import replace

from infra.bundle.manifest import BundleRef
from release.journal import Journal
from release.machine import failed, has_begun, is_undoing
from release.ports import Ports
from release.record import Part, Release, ReleaseOutcome, Step
from release.stepping import run
from release.waiting import settled


def settle_unfinished(
    ports: Ports, release: Release, bundle: BundleRef, journal: Journal
) -> Release:
    """Bring `release` to an end; it is still open if it goes on with its update.

    Raises:
        RollbackStuck, CloudUnavailable, LeaseLost: it is still unfinished.
    """
    if release.step is Step.UPDATE and _is_untouched(ports, release):
        ports.stack.unlock()
        return _ended(release, ReleaseOutcome.ABANDONED, "interrupted before its update", journal)
    if release.step is Step.UPDATE and release.bundle_key == bundle.key:
        ports.report.said(f"release {release.id} goes on with its update")
        ports.stack.unlock()
        ports.stack.refresh()
        return release
    return bring_to_end(ports, release, journal, "another bundle is to be released")


def bring_to_end(ports: Ports, release: Release, journal: Journal, reason: str) -> Release:
    """Finish a release without its bundle; one that is at its update is taken back."""
    if not has_begun(release):
        return _ended(release, ReleaseOutcome.ABANDONED, "interrupted before its update", journal)
    ports.report.said(f"release {release.id} was interrupted at {release.step}: it is ended first")
    if release.step is Step.UPDATE:
        ports.stack.unlock()
        release = take_back(ports, release, journal, f"interrupted; {reason}")
    elif not is_undoing(release):
        parts = [replace(part, started_ms=None) for part in release.parts]
        release = replace(release.with_parts(parts), step=_watched_again(release.step))
    return run(ports, release, journal.save)


def take_back(ports: Ports, release: Release, journal: Journal, reason: str) -> Release:
    """Turn a release that has begun onto its way back."""
    now_ms = ports.clock.now_ms()
    release = failed(release, reason, now_ms, now_ms)
    journal.save(release)
    return release


def abandon(release: Release, journal: Journal) -> Release:
    """Leave a release as it is."""
    return _ended(release, ReleaseOutcome.FAILED, "abandoned by hand", journal)


def _ended(release: Release, outcome: ReleaseOutcome, reason: str, journal: Journal) -> Release:
    release = replace(release, outcome=outcome, failure=release.failure or reason)
    journal.save(release)
    return release


def _watched_again(step: Step) -> Step:
    """What was measured before an interruption says nothing of the time since then."""
    return Step.RUNNING if step is Step.HEALTHY else step


def _is_untouched(ports: Ports, release: Release) -> bool:
    """Whether no application that had run before has another version now."""
    return all(_has_version(ports, part) for part in release.parts if part.ran)


def _has_version(ports: Ports, part: Part) -> bool:
    application = settled(ports, part.name)
    return part.before is not None and application.version == part.before.version
